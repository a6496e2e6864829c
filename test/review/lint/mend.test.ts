import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonProfile } from '../../../src/dialects/read-profile.ts';
import { loadProfile } from '../../../src/filter/loaded-filter.ts';
import { profileLoaders } from '../../../src/filter/profile-loader.ts';
import { jsonText } from '../../../src/model/json-text.ts';
import { parseJsonTree } from '../../../src/model/json-tree.ts';
import type { OciSeccomp } from '../../../src/model/oci-seccomp.ts';
import { ok } from '../../../src/model/problem.ts';
import { type FullyMended, mendFully } from '../../../src/review/lint/mend-text.ts';
import { lintCases } from '../../enforce/lint-cases.ts';
import { registers, rulesFor } from '../../filter/arbitrary-oci-profile.ts';
import { findingsOf, type LintWish } from './lint-text.ts';

function mended(text: string, wish?: LintWish): FullyMended {
  const result = mendFully(text, (one) => ok(findingsOf(one, wish)));
  if (!result.ok) throw new Error('unreadable');
  return result.value;
}

function profileOf(text: string): OciSeccomp {
  const read = readJsonProfile(text, 'text', { capabilities: [], abi: 'x86_64' });
  if (!read.ok) throw new Error(`${read.problem.what}`);
  return read.value.profile;
}

/** Ways to spoil a rule or a profile that can be mended; each leaves what was meant to be seen. */
const spoilers: Readonly<Record<string, (text: string) => string>> = {
  'a name twice': (text) => text.replace('"getuid"', '"getuid", "getuid"'),
  'an empty name': (text) => text.replace('"getuid"', '"", "getuid"'),
  'a rule without names': (text) =>
    text.replace(/"syscalls": ?\[(\s*)/, '$&{"names": [], "action": "SCMP_ACT_ALLOW"},$1'),
  'an errno beside ALLOW': (text) => text.replace('"SCMP_ACT_ALLOW"', '"SCMP_ACT_ALLOW", "errnoRet": 1'),
  'an action in small letters': (text) => text.replace('"SCMP_ACT_ALLOW"', '"scmp_act_allow"'),
  'an action without its prefix': (text) => text.replace('"SCMP_ACT_ERRNO"', '"ERRNO"'),
  'an operator without its prefix': (text) => text.replace('"SCMP_CMP_', '"'),
  'a name in the spelling of the kernel': (text) => text.replace('"getuid"', '"__NR_getuid"'),
  'the native architecture': (text) => text.replace('"SCMP_ARCH_X86_64"', '"SCMP_ARCH_NATIVE", "SCMP_ARCH_X86_64"'),
  "Go's name of an architecture": (text) => text.replace('"SCMP_ARCH_X86_64"', '"amd64"'),
  'a key with a capital': (text) => text.replace('"names"', '"Names"'),
  'a key twice': (text) => text.replace('"defaultErrnoRet": 999', '"defaultErrnoRet": 999, "defaultErrnoRet": 999'),
  'an index with an exponent': (text) => text.replace(/"index": ?(\d)/, '"index": $1e0'),
  'one name alone': (text) => text.replace(/"names": ?\["getuid"\]/, '"name": "getuid"'),
};

const exact = (value: unknown): string =>
  jsonText(
    value === null ? null : JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `#${one}#` : one))),
  ).replace(/"#(\d+)#"/g, '$1');

describe('what lint mends', () => {
  it('decides as it was meant to, however many things were wrong with it, and is not touched again', () => {
    // In their order: the last one asks for a list of one name.
    const chosen = fc.subarray(Object.keys(spoilers), { maxLength: 5 });
    fc.assert(
      fc.property(
        rulesFor('getuid'),
        chosen,
        fc.array(registers, { minLength: 3, maxLength: 8 }),
        (rules, names, sets) => {
          const meant: OciSeccomp = {
            defaultAction: 'SCMP_ACT_ERRNO',
            defaultErrnoRet: 999,
            architectures: ['SCMP_ARCH_X86_64'],
            syscalls: rules,
          };
          // Where another rule names the same call, which of them is to go is a decision.
          fc.pre(rules.length === 1 || !names.includes('a name in the spelling of the kernel'));
          const text = exact(meant).replaceAll('":', '": ');
          const spoiled = names.reduce((one, name) => spoilers[name]?.(one) ?? one, text);
          const { text: result } = mended(spoiled, { for: 'oci' });
          expect(mended(result, { for: 'oci' }).text).toBe(result);
          const [loader] = profileLoaders({ kind: 'none' });
          const [before, after] = [meant, profileOf(result)].map((one) => loadProfile(one, { loader, host: 'x86_64' }));
          expect(after?.ok).toBe(before?.ok);
          if (before?.ok !== true || after?.ok !== true) return;
          for (const args of sets) {
            const [old, now] = [before, after].map(({ filter }) =>
              filter.decide({ abi: 'x86_64', syscall: 'getuid', args }).map(({ answer }) => answer),
            );
            expect(now).toEqual(old);
          }
        },
      ),
    );
  });

  it.each(Object.keys(spoilers))('is %s, and the text is as before', (name) => {
    const text = `{
  "defaultAction": "SCMP_ACT_ERRNO",  "defaultErrnoRet": 999,
  "architectures": ["SCMP_ARCH_X86_64"],
  "syscalls": [
    {"names": ["getuid"],  "action": "SCMP_ACT_ALLOW", "args": [{"index": 1, "op": "SCMP_CMP_EQ", "value": 18446744073709551615}]}
  ]
}
`;
    const spoiled = spoilers[name]?.(text) ?? '';
    expect(spoiled).not.toBe(text);
    const { text: result, mended: times } = mended(spoiled, { for: 'oci' });
    expect(times).toBeGreaterThan(0);
    expect(result).toBe(text);
  });

  it('is nothing where nothing can be mended without a decision', () => {
    for (const { clean, bad, wish } of Object.values(lintCases)) {
      expect(mended(clean, wish).mended).toBe(0);
      const { found, text } = mended(bad, wish);
      expect(found.every(({ edits = [] }) => edits.length === 0)).toBe(true);
      parseJsonTree(text);
    }
  });

  it.each([
    ['a rule whose one name only Docker reads', '{"names": [], "name": "read", "action": "SCMP_ACT_ALLOW"}'],
    ['the key that Go reads and crun does not', '{"Names": ["read"], "names": ["write"], "action": "SCMP_ACT_ALLOW"}'],
  ])('leaves alone %s', (_what, rule) => {
    const text = `{"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [${rule}]}`;
    expect(mended(text, { for: 'oci', runtime: 'none' })).toMatchObject({ mended: 0, text });
  });
});
