import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnforcedProfile } from '../../src/enforce/enforced-profile.ts';

function read(profile: unknown) {
  const result = readEnforcedProfile(JSON.stringify(profile), 'p.json');
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

const rule = (action: string, names: string[], more: object = {}) => ({ action, names, ...more });

describe('readEnforcedProfile', () => {
  it('passes over a rule that is the default action, as runtimes do, where another rule names the call', () => {
    const profile = read({
      defaultAction: 'SCMP_ACT_ERRNO',
      defaultErrnoRet: 38,
      syscalls: [
        rule('SCMP_ACT_ERRNO', ['read', 'write', 'sync'], { errnoRet: 38 }),
        rule('SCMP_ACT_ALLOW', ['read']),
        rule('SCMP_ACT_ALLOW', ['write'], { args: [{ index: 0, value: 1, op: 'SCMP_CMP_EQ' }] }),
        rule('SCMP_ACT_ERRNO', ['open'], { errnoRet: 38, args: [{ index: 0, value: 1, op: 'SCMP_CMP_EQ' }] }),
      ],
    });
    expect([...profile.allowed]).toEqual(['read']);
    expect([...profile.conditional.keys()]).toEqual(['write']);
    expect([...profile.answered]).toEqual([['sync', 38]]);
  });

  it('tells apart what is let through always, by its arguments, and answered', () => {
    const profile = read({
      defaultAction: 'SCMP_ACT_ERRNO',
      defaultErrnoRet: 38,
      syscalls: [
        rule('SCMP_ACT_ALLOW', ['read', 'write']),
        rule('SCMP_ACT_ALLOW', ['socket'], { args: [{ index: 0, value: 1, op: 'SCMP_CMP_EQ' }] }),
        rule('SCMP_ACT_ERRNO', ['clone3'], { errnoRet: 38 }),
        rule('SCMP_ACT_ERRNO', ['mount']),
        rule('SCMP_ACT_LOG', ['getpid'], { args: [] }),
      ],
    });
    expect([...profile.allowed]).toEqual(['read', 'write', 'getpid']);
    expect([...profile.conditional.keys()]).toEqual(['socket']);
    expect(profile.answered).toEqual(
      new Map([
        ['clone3', 38],
        ['mount', 1],
      ]),
    );
    expect(profile.defaultErrno).toBe(38);
  });

  it('lets the first rule without conditions win, and win over those with', () => {
    const args = [{ index: 0, value: 1, op: 'SCMP_CMP_EQ' }];
    const profile = read({
      defaultAction: 'SCMP_ACT_KILL',
      syscalls: [
        rule('SCMP_ACT_ERRNO', ['a'], { errnoRet: 22 }),
        rule('SCMP_ACT_ALLOW', ['a', 'b']),
        rule('SCMP_ACT_ERRNO', ['b'], { args }),
        rule('SCMP_ACT_ERRNO', ['b']),
      ],
    });
    expect([...profile.allowed]).toEqual(['b']);
    expect([...profile.answered]).toEqual([['a', 22]]);
    expect(profile.conditional.size).toBe(0);
  });

  it('takes EPERM where the profile names no errno, and a profile without rules', () => {
    expect(read({ defaultAction: 'SCMP_ACT_ERRNO' }).defaultErrno).toBe(1);
  });

  it.each([
    ['', 'profile-invalid'],
    ['{"syscalls":[]}', 'profile-invalid'],
    ['{"defaultAction":"SCMP_ACT_ALLOW","archMap":[{"architecture":"SCMP_ARCH_X86_64"}]}', 'profile-invalid'],
  ])('gives the problem of reading %j', (text, kind) => {
    expect(readEnforcedProfile(text, 'p.json')).toMatchObject({ ok: false, problem: { kind, source: 'p.json' } });
  });

  it('covers the ABIs it lists, and the machine’s own', () => {
    const abis = (architectures?: string[]) => [
      ...read({ defaultAction: 'SCMP_ACT_ERRNO', ...(architectures && { architectures }) }).abis,
    ];
    expect(abis()).toEqual(['x86_64']);
    expect(abis(['SCMP_ARCH_X86', 'SCMP_ARCH_X86_64', 'SCMP_ARCH_SOMETHING'])).toEqual(['x86_64', 'i386']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(typeof readEnforcedProfile(text).ok).toBe('boolean');
      }),
    );
  });
});
