import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatExactJson } from '../../src/emit/oci-seccomp-text.ts';
import { readEnforcedProfile } from '../../src/enforce/enforced-profile.ts';
import { decideCall } from '../../src/enforce/filter-decision.ts';
import { parseExactJson } from '../../src/model/exact-json.ts';
import { type MissingCall, repairProfile } from '../../src/policy/repair-profile.ts';

function repaired(text: string, missing: readonly MissingCall[]): string {
  return formatExactJson(repairProfile(parseExactJson(text) as object, missing, 'x86_64').profile);
}

const names = ['read', 'write', 'openat', 'socket', 'clone3', 'mount'] as const;
const condition = fc.record({
  index: fc.integer({ min: 0, max: 5 }),
  value: fc.constantFrom(0, 1, 2, 0xffff_ffff),
  valueTwo: fc.constantFrom(0, 1),
  op: fc.constantFrom('SCMP_CMP_EQ', 'SCMP_CMP_NE', 'SCMP_CMP_LT', 'SCMP_CMP_GT', 'SCMP_CMP_MASKED_EQ'),
});
const rule = fc.record(
  {
    names: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
    action: fc.constantFrom('SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO', 'SCMP_ACT_KILL'),
    args: fc.array(condition, { maxLength: 2 }),
    comment: fc.string(),
  },
  { requiredKeys: ['names', 'action'] },
);
const profiles = fc.record(
  { defaultAction: fc.constant('SCMP_ACT_ERRNO'), note: fc.jsonValue(), syscalls: fc.array(rule) },
  { requiredKeys: ['defaultAction'] },
);
const call = fc.record({
  name: fc.constantFrom(...names),
  args: fc.array(fc.constantFrom(0n, 1n, 2n, 5n, 2n ** 64n - 1n), { minLength: 6, maxLength: 6 }),
});

function decide(text: string, one: { name: string; args: bigint[] }): string {
  const profile = readEnforcedProfile(text);
  if (!profile.ok) throw new Error(JSON.stringify(profile.problem));
  return JSON.stringify(decideCall(profile.value, one));
}

describe('repairProfile', () => {
  it('lets the missing calls through and changes what happens to no other that a rule answers or lets through', () => {
    fc.assert(
      fc.property(profiles, call, call, (profile, missing, other) => {
        const text = JSON.stringify(profile);
        const before = decide(text, missing);
        fc.pre(/default|condition/.test(before));
        const lists = before.includes('condition') ? { arguments: [missing.args] } : {};
        const after = repaired(text, [{ syscall: missing.name, abi: 'x86_64', ...lists }]);
        expect(decide(after, missing)).toBe('{"what":"passes"}');
        const kept = decide(text, other);
        if (!/default|condition/.test(kept)) expect(decide(after, other)).toBe(kept);
        if (other.name !== missing.name) expect(decide(after, other)).toBe(kept);
        expect(repaired(after, [{ syscall: missing.name, abi: 'x86_64', ...lists }])).toBe(after);
      }),
    );
  });

  it('puts a name back in its place: the file is what it was', () => {
    const whole = formatExactJson({
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [{ comment: 'why', names: ['clone', 'exit', 'read'], action: 'SCMP_ACT_ALLOW' }],
      extra: { big: 18446744073709551615n, none: null, yes: true },
    });
    for (const name of ['clone', 'exit', 'read']) {
      const without = whole.replace(new RegExp(`^ *"${name}",?\n`, 'm'), '').replace(/",(\s*\])/, '"$1');
      expect(repaired(without, [{ syscall: name }])).toBe(whole);
    }
  });

  it('leaves an order of its own alone, and begins a rule where none allows', () => {
    const ordered =
      '{"defaultAction":"SCMP_ACT_KILL","syscalls":[{"names":["write","read"],"action":"SCMP_ACT_ALLOW"}]}';
    expect(JSON.parse(repaired(ordered, [{ syscall: 'close' }])).syscalls).toEqual([
      { names: ['write', 'read', 'close'], action: 'SCMP_ACT_ALLOW' },
    ]);
    expect(JSON.parse(repaired('{"defaultAction":"SCMP_ACT_KILL"}', [{ syscall: 'close' }])).syscalls).toEqual([
      { names: ['close'], action: 'SCMP_ACT_ALLOW' },
    ]);
  });

  it('allows just the bits that were refused, where only some are looked at', () => {
    const masked = '{"index":0,"value":2114060288,"valueTwo":0,"op":"SCMP_CMP_MASKED_EQ"}';
    const text = `{"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["clone"],"action":"SCMP_ACT_ALLOW","args":[${masked}]}]}`;
    const after = JSON.parse(repaired(text, [{ syscall: 'clone', arguments: [[0x1000_0011n, 0n]] }]));
    expect(after.syscalls[1]).toEqual({
      names: ['clone'],
      action: 'SCMP_ACT_ALLOW',
      args: [{ index: 0, value: 0x7e02_0000, valueTwo: 0x1000_0000, op: 'SCMP_CMP_MASKED_EQ' }],
    });
  });

  it('adds an ABI that is not covered, and names what no profile can hold', () => {
    const missing = [{ syscall: 'getpid', abi: 'i386' as const }, { syscall: 'syscall_0x3e7' }];
    const { profile, unknown } = repairProfile({ defaultAction: 'SCMP_ACT_ERRNO' }, missing, 'x86_64');
    expect(profile).toMatchObject({ architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] });
    expect(profile).toMatchObject({ syscalls: [{ names: ['getpid'] }] });
    expect(unknown).toEqual(['syscall_0x3e7']);
  });
});
