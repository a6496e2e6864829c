import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dockerCapabilities } from '../../src/dialects/capability-list.ts';
import { readJsonProfile } from '../../src/dialects/read-profile.ts';
import { capabilities } from '../../src/kernel/capabilities.ts';
import type { ReadProfile, ResolutionTarget } from '../../src/model/compared-source.ts';
import { type OciSeccomp, ociActions } from '../../src/model/oci-seccomp.ts';
import { dataFolder, hasData, readData } from '../kernel/source-data.ts';

const docker = { capabilities: dockerCapabilities, abi: 'x86_64' } as const;

function read(profile: object | string, target: ResolutionTarget = docker): ReadProfile {
  const found = readJsonProfile(typeof profile === 'string' ? profile : JSON.stringify(profile), 'p', target);
  if (!found.ok) throw new Error(JSON.stringify(found.problem));
  return found.value;
}

function problemOf(profile: object, target: ResolutionTarget = docker): unknown {
  const found = readJsonProfile(JSON.stringify(profile), 'p', target);
  return found.ok ? undefined : found.problem.what;
}

/** The names of the rules that are kept. */
function kept(rule: object, target: ResolutionTarget = docker, top: object = {}): readonly string[] {
  const rules = [{ names: ['read'], action: 'SCMP_ACT_ALLOW', ...rule }];
  const { syscalls = [] } = read({ defaultAction: 'SCMP_ACT_ERRNO', ...top, syscalls: rules }, target).profile;
  return syscalls.flatMap(({ names }) => names);
}

describe.skipIf(!hasData)('the profiles of engines', () => {
  const engineCapabilities = hasData
    ? readData<Record<string, readonly string[]>>('caps/default-capabilities.json')
    : ({} as Record<string, readonly string[]>);
  const of = (engine: string): string[] => (engineCapabilities[engine] ?? []).map((name) => `CAP_${name}`);

  test.each<[string, string, ResolutionTarget]>([
    ['moby-profiles-default', 'moby-default-resolved-amd64-dockercaps', docker],
    ['moby-profiles-default', 'moby-default-resolved-amd64-nocaps', { ...docker, capabilities: [] }],
    ['moby-profiles-default', 'moby-default-resolved-amd64-sysadmin', { ...docker, capabilities: ['CAP_SYS_ADMIN'] }],
    ['moby-profiles-default', 'moby-default-resolved-arm64-dockercaps', { ...docker, abi: 'aarch64' }],
    [
      'containers-common-seccomp',
      'containers-common-resolved-amd64-podmancaps',
      { ...docker, capabilities: of('podman') },
    ],
    ['containers-common-seccomp', 'containers-common-resolved-amd64-nocaps', { ...docker, capabilities: [] }],
  ])('%s is resolved to %s', (source, resolved, target) => {
    const text = (name: string): string => readFileSync(join(dataFolder, `defaults/${name}.json`), 'utf8');
    const { profile, problems } = read(text(source), target);
    expect(problems).toEqual([]);
    expect(meaning(profile)).toEqual(meaning(read(text(resolved)).profile));
  });
});

/** Rule by rule: an empty list of conditions is none, and a second value of 0 is the one that is there anyway. */
function meaning({ syscalls, ...settings }: OciSeccomp): object {
  const rules = syscalls?.map(({ args = [], ...rule }) => ({
    ...rule,
    args: args.map((one) => ({ ...one, valueTwo: one.valueTwo ?? 0n })),
  }));
  return { ...settings, rules };
}

describe("Docker's dialect", () => {
  test('keeps a rule for the capabilities, the machine and the kernel that it includes', () => {
    expect(kept({ includes: { caps: ['CAP_CHOWN', 'CAP_KILL'] } })).toEqual(['read']);
    expect(kept({ includes: { caps: ['CAP_CHOWN', 'CAP_SYS_ADMIN'] } })).toEqual([]);
    expect(kept({ includes: { arches: ['amd64', 'x32'] } })).toEqual(['read']);
    expect(kept({ includes: { arches: ['arm64'] } })).toEqual([]);
    expect(kept({ includes: { arches: ['arm64'] } }, { ...docker, abi: 'aarch64' })).toEqual(['read']);
    expect(kept({ includes: { minKernel: '4.8' } })).toEqual(['read']);
    expect(kept({ includes: { minKernel: '4.8' } }, { ...docker, kernel: '4.7' })).toEqual([]);
    expect(kept({ includes: { minKernel: '4.8' } }, { ...docker, kernel: '4.18' })).toEqual(['read']);
  });

  test('drops a rule for any one that it excludes', () => {
    expect(kept({ excludes: { caps: ['CAP_SYS_ADMIN', 'CAP_KILL'] } })).toEqual([]);
    expect(kept({ excludes: { caps: ['CAP_SYS_ADMIN'] } })).toEqual(['read']);
    expect(kept({ excludes: { arches: ['amd64'] } })).toEqual([]);
    expect(kept({ excludes: { minKernel: '4.8' } })).toEqual([]);
    expect(kept({ excludes: { minKernel: '4.8' } }, { ...docker, kernel: '4.7.12' })).toEqual(['read']);
  });

  test('takes an empty minKernel for one that every kernel has reached, and refuses what Docker refuses', () => {
    expect(kept({ excludes: { minKernel: '' } })).toEqual([]);
    for (const minKernel of ['4', '4.8.1', '0.0', '4.256', 'v4.8']) {
      const rule = { names: ['a'], action: 'SCMP_ACT_ALLOW', includes: { minKernel } };
      const what = problemOf({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: [rule] });
      expect(what).toBe(`syscalls[0].includes.minKernel: not a kernel such as 4.8: ${minKernel}`);
    }
  });

  test('takes the architectures of the machine from archMap, and none where it has none', () => {
    const archMap = [
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_X32'] },
      { architecture: 'SCMP_ARCH_RISCV64', subArchitectures: null },
    ];
    const of = (target: ResolutionTarget, more = {}) =>
      read({ defaultAction: 'SCMP_ACT_ERRNO', archMap, ...more }, target).profile.architectures;
    expect(of(docker)).toEqual(['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32']);
    expect(of({ ...docker, abi: 'riscv64' })).toEqual(['SCMP_ARCH_RISCV64']);
    expect(of({ ...docker, abi: 's390x' })).toBeUndefined();
    // containers-common does not look riscv64 up.
    expect(of({ ...docker, abi: 'riscv64' }, { defaultErrno: 'EPERM' })).toBeUndefined();
  });

  test('refuses what both engines refuse: two ways to name calls or architectures', () => {
    const archMap = [{ architecture: 'SCMP_ARCH_X86_64' }];
    const both = { defaultAction: 'SCMP_ACT_ERRNO', archMap, architectures: ['SCMP_ARCH_X86_64'] };
    expect(problemOf(both)).toBe('archMap: beside architectures, which no engine takes');
    const rule = { name: 'read', names: ['write'], action: 'SCMP_ACT_ALLOW' };
    expect(problemOf({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: [rule] })).toBe(
      'syscalls[0].name: beside names, which no engine takes',
    );
    expect(kept({ name: 'write', names: [] })).toEqual(['write']);
  });
});

describe('the dialect of containers-common', () => {
  const errnos = (rule: object, top: object = {}, abi: ResolutionTarget['abi'] = 'x86_64') => {
    const rules = [{ names: ['a'], action: 'SCMP_ACT_ERRNO', ...rule }];
    const { profile } = read({ defaultAction: 'SCMP_ACT_ERRNO', ...top, syscalls: rules }, { ...docker, abi });
    return [profile.defaultErrnoRet, profile.syscalls?.[0]?.errnoRet];
  };

  test('takes an errno by name or number before errnoRet, its number that of the machine', () => {
    expect(errnos({ errno: 'EINVAL', errnoRet: 1 }, { defaultErrno: 'ENOSYS', defaultErrnoRet: 1 })).toEqual([38, 22]);
    expect(errnos({ errno: '7' }, { defaultErrno: '' })).toEqual([undefined, 7]);
    expect(errnos({ errno: 'ENOSYS' }, {}, 'mips64el')).toEqual([undefined, 89]);
  });

  test('refuses an errno that it does not know', () => {
    for (const defaultErrno of ['ENOPE', 'ERESTARTSYS', '-1', '4294967296'])
      expect(problemOf({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrno })).toBe(
        `defaultErrno: no such errno: ${defaultErrno}`,
      );
  });

  test('does not ask for minKernel, and tells that', () => {
    const rule = { names: ['a'], action: 'SCMP_ACT_ALLOW', includes: { minKernel: '99.1' } };
    const found = read({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrno: 'EPERM', syscalls: [rule] });
    expect(found.profile.syscalls?.length).toBe(1);
    expect(found.problems).toEqual([{ kind: 'profile-key-unknown', source: 'p', what: 'minKernel', line: 1 }]);
  });
});

test('of any capabilities a rule that includes them and one that excludes them all are never both kept', () => {
  const some = fc.uniqueArray(fc.constantFrom(...capabilities), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(some, some, fc.constantFrom(...ociActions), (caps, given, action) => {
      const rules = [
        { names: ['in'], action, includes: { caps } },
        { names: ['out'], action, excludes: { caps } },
      ];
      const target = { ...docker, capabilities: given };
      const { syscalls = [] } = read({ defaultAction: action, syscalls: rules }, target).profile;
      const all = caps.every((one) => given.includes(one));
      const none = caps.every((one) => !given.includes(one));
      expect(syscalls.map(({ names }) => names[0])).toEqual(all ? ['in'] : none ? ['out'] : []);
    }),
  );
});

test('says where everything stands, of the rules that are kept', () => {
  const text = `{
  "defaultAction": "SCMP_ACT_ERRNO",
  "defaultErrnoRet": 38,
  "flags": ["SECCOMP_FILTER_FLAG_LOG"],
  "archMap": [
    { "architecture": "SCMP_ARCH_X86_64",
      "subArchitectures": ["SCMP_ARCH_X86"] }
  ],
  "syscalls": [
    { "name": "bpf", "action": "SCMP_ACT_ALLOW", "includes": { "caps": ["CAP_BPF"] } },
    {
      "names": [
        "read", "é\\n", "write",
        "socket"
      ],
      "action": "SCMP_ACT_ERRNO",
      "errnoRet": 1,
      "args": [{ "index": 0, "value": 1, "op": "SCMP_CMP_EQ" }]
    }
  ]
}`;
  const at = (line: number, column: number) => ({ line, column });
  expect(read(text).places).toEqual({
    defaultAction: at(2, 20),
    defaultErrnoRet: at(3, 22),
    flags: { list: at(4, 3), items: [at(4, 13)] },
    architectures: { list: at(6, 5), items: [at(6, 23), at(7, 28)] },
    rules: [
      {
        index: 1,
        rule: at(11, 5),
        names: [at(13, 9), at(13, 17), at(13, 24), at(14, 9)],
        action: at(16, 17),
        errnoRet: at(17, 19),
        args: [{ condition: at(18, 16), index: at(18, 27), value: at(18, 39), op: at(18, 48) }],
      },
    ],
  });
});
