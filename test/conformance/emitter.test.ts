import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readJsonProfile } from '../../src/dialects/read-profile.ts';
import type { EmitContext } from '../../src/emit/emitter.ts';
import { emitters } from '../../src/emit/index.ts';
import { formatOciSeccomp } from '../../src/emit/oci-seccomp-text.ts';
import { arbitraryProfile } from '../emit/arbitrary-profile.ts';
import { hostileText } from '../model/arbitrary-recording.ts';

const arbitraryContext: fc.Arbitrary<EmitContext> = fc.record({
  stem: fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,15}$/),
  localhostProfile: fc.stringMatching(/^[a-z0-9]{1,9}(\/[a-z0-9]{1,9}){0,2}\.json$/),
  recording: fc.record({
    capabilities: fc.constantFrom([], [{ name: 'CAP_CHOWN', times: 1 }]),
    gaps: fc.array(
      fc.record({ kind: fc.constantFrom('x', 'line-overlong'), what: hostileText, times: fc.constant(2) }),
      { maxLength: 2 },
    ),
  }),
});

/** Reads an artifact back; `again` is what writing it once more gives. A new kind of file needs a line here. */
function readBack(fileName: string, content: string): { value: unknown; again: string } {
  if (fileName.endsWith('.seccomp.json')) {
    const read = readJsonProfile(content, fileName, { capabilities: [], abi: 'x86_64' });
    if (!read.ok) throw new Error(`${fileName}: ${read.problem.what}`);
    return { value: read.value.profile, again: formatOciSeccomp(read.value.profile) };
  }
  if (fileName.endsWith('.yaml')) return { value: parse(content, { strict: true }), again: content };
  throw new Error(`${fileName}: no way to read it back`);
}

test('ids are the keys, sorted', () => {
  expect(Object.keys(emitters)).toEqual(Object.keys(emitters).sort());
  for (const [key, { id, title }] of Object.entries(emitters)) expect([id, title === '']).toEqual([key, false]);
});

describe.each(Object.values(emitters))('$id', (emitter) => {
  test('the same in gives the same out, whatever the names; it ends in a newline and parses back', () => {
    fc.assert(
      fc.property(arbitraryProfile, arbitraryContext, (profile, context) => {
        const artifacts = emitter.emit(profile, context);
        expect(emitter.emit(structuredClone(profile), structuredClone(context))).toEqual(artifacts);
        expect(artifacts).not.toEqual([]);
        for (const { fileName, content } of artifacts) {
          expect(content.endsWith('\n') && !content.endsWith('\n\n')).toBe(true);
          expect(content).not.toMatch(/[^\P{C}\n]/u);
          expect(readBack(fileName, content).again).toBe(content);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('files lie in the folder asked for and carry the stem', () => {
    fc.assert(
      fc.property(arbitraryProfile, arbitraryContext, (profile, context) => {
        for (const { fileName } of emitter.emit(profile, context)) {
          expect(fileName.startsWith(`${context.stem}.`)).toBe(true);
          expect(fileName).not.toContain('/');
        }
      }),
    );
  });

  test('no order of rules reaches the file', () => {
    fc.assert(
      fc.property(arbitraryProfile, arbitraryContext, (profile, context) => {
        const reversed = { ...profile, rules: [...profile.rules].reverse() };
        expect(emitter.emit(reversed, context)).toEqual(emitter.emit(profile, context));
      }),
    );
  });
});

test('the emitters agree about no_new_privs: one profile, one answer', () => {
  fc.assert(
    fc.property(arbitraryProfile, arbitraryContext, (profile, context) => {
      const [artifact] = emitters.kubernetes.emit(profile, context);
      const { securityContext } = parse(artifact?.content ?? '');
      expect(securityContext.allowPrivilegeEscalation).toBe(!profile.noNewPrivileges);
      expect(securityContext.seccompProfile.localhostProfile).toBe(context.localhostProfile);
    }),
  );
});
