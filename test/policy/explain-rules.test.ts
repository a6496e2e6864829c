import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ociSeccomp } from '../../src/emit/oci-seccomp.ts';
import type { OciSeccomp } from '../../src/model/oci-seccomp.ts';
import { buildProfile } from '../../src/policy/build.ts';
import { explainRules } from '../../src/policy/explain-rules.ts';
import { arbitraryRecording } from '../model/arbitrary-recording.ts';
import { arbitraryBuildOptions } from './arbitrary-build-options.ts';
import { shippedBases } from './shipped-bases.ts';

const some = arbitraryRecording({ abis: ['x86_64', 'i386', 'aarch64'] });

describe('explainRules', () => {
  test('finds options that give exactly the file, and a reason for every rule', () => {
    fc.assert(
      fc.property(some, arbitraryBuildOptions(shippedBases), (recording, options) => {
        const built = buildProfile(recording, options);
        if (!built.ok) throw new Error(built.problem.kind);
        const file = ociSeccomp(built.value.profile);
        const found = explainRules(recording, shippedBases, file);
        if (found === undefined) throw new Error('not explained');
        expect(found).toMatchObject({ fit: 'exact', unexplained: [], missing: [] });
        expect(found.explained.map(({ syscall }) => syscall)).toEqual(
          built.value.profile.rules.map(({ syscall }) => syscall),
        );
        const again = buildProfile(recording, { bases: shippedBases, ...found.options });
        expect(again.ok && ociSeccomp(again.value.profile)).toEqual(file);
      }),
      { numRuns: 40 },
    );
  });

  test('of a profile changed by hand, tells what nothing explains and what is missing', () => {
    fc.assert(
      fc.property(some, (recording) => {
        const built = buildProfile(recording, {
          bases: shippedBases,
          runtime: { kind: 'any' },
          noNewPrivileges: true,
          mode: 'enforce',
          defaultErrno: 'ENOSYS',
        });
        if (!built.ok) throw new Error(built.problem.kind);
        const file = ociSeccomp(built.value.profile);
        const changed: OciSeccomp = {
          ...file,
          syscalls: [
            ...(file.syscalls ?? []).map((one) => ({
              ...one,
              names: one.names.filter((name) => name !== 'exit_group'),
            })),
            { names: ['reboot_now'], action: 'SCMP_ACT_ALLOW' },
            { names: ['vhangup'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, op: 'SCMP_CMP_EQ', value: 1n }] },
          ],
        };
        const found = explainRules(recording, shippedBases, changed);
        expect(found?.fit).toBe('closest');
        expect(found?.unexplained).toContainEqual({
          syscall: 'reboot_now',
          action: 'SCMP_ACT_ALLOW',
          conditional: false,
        });
        expect(found?.missing).toContain('exit_group SCMP_ACT_ALLOW');
        const explained = new Set(found?.explained.map(({ syscall }) => syscall));
        for (const { syscall } of built.value.profile.rules) {
          if (syscall !== 'exit_group') expect(explained).toContain(syscall);
        }
      }),
      { numRuns: 10 },
    );
  });

  test('an empty recording explains nothing', () => {
    fc.assert(
      fc.property(some, (recording) => {
        expect(
          explainRules({ ...recording, abis: [] }, shippedBases, { defaultAction: 'SCMP_ACT_LOG' }),
        ).toBeUndefined();
      }),
      { numRuns: 3 },
    );
  });
});
