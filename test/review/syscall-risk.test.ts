import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readJsonProfile } from '../../src/dialects/read-profile.ts';
import { type LoadedFilter, loadProfile } from '../../src/filter/loaded-filter.ts';
import { profileLoaders } from '../../src/filter/profile-loader.ts';
import type { DefaultProfile } from '../../src/model/default-profile.ts';
import type { OciSeccomp } from '../../src/model/oci-seccomp.ts';
import { valuesThrough } from '../../src/review/risky-values.ts';
import { isRisky, syscallRisk } from '../../src/review/syscall-risk.ts';
import { dataFolder, hasData, root } from '../kernel/source-data.ts';

const defaults = ['docker', 'containerd', 'podman', 'cri-o'].map(
  (name) => JSON.parse(readFileSync(`${root}/profiles/defaults/${name}.json`, 'utf8')) as DefaultProfile,
);

const stances = (name: string) => syscallRisk(name, defaults).defaults.map(({ allows }) => allows);
const classes = (name: string) => syscallRisk(name, defaults).classes.map(({ riskClass }) => riskClass);

describe('syscallRisk', () => {
  it('tells classes, capabilities, vulnerabilities and what the engines allow', () => {
    expect(classes('mount')).toEqual(['mounts']);
    expect(classes('bpf')).toEqual(['kernel-code', 'attack-surface']);
    expect(classes('io_uring_setup')).toEqual(['filter-bypass', 'attack-surface']);
    expect(syscallRisk('mount', defaults)).toMatchObject({
      capabilities: [{ capability: 'CAP_SYS_ADMIN', needed: 'always' }],
      defaults: [
        { title: "Docker's default", allows: 'no' },
        { title: "containerd's default", allows: 'no' },
        { title: "Podman's default", allows: 'yes' },
        { title: "CRI-O's RuntimeDefault", allows: 'yes' },
      ],
    });
    expect(syscallRisk('read', []).classes).toEqual([]);
  });

  it('asks the default profiles of those ABIs only that have the call', () => {
    expect(stances('clone')).toEqual(['conditional', 'conditional', 'yes', 'conditional']);
    expect(stances('socketcall')).toEqual([]);
  });
});

describe('isRisky', () => {
  it('looks at the classes, and at what no default profile allows', () => {
    const risky = (name: string) => isRisky(syscallRisk(name, defaults));
    // In a class, though every default allows it.
    expect([stances('ptrace'), risky('ptrace')]).toEqual([['yes', 'yes', 'yes', 'yes'], true]);
    // In no class, and allowed nowhere.
    expect([classes('listns'), stances('listns'), risky('listns')]).toEqual([[], ['no', 'no', 'no', 'no'], true]);
    // Of another ABI than the defaults.
    expect([risky('chown32'), risky('socketcall')]).toEqual([false, true]);
    expect(['read', 'openat', 'execve', 'futex', 'connect', 'mmap'].filter(risky)).toEqual([]);
  });

  it('leaves vulnerabilities out whose value does not go through', () => {
    const cves = (through: boolean) =>
      syscallRisk('socket', defaults, { through: ({ constant }) => constant !== 'AF_ALG' || through }).cves;
    expect(cves(true).map(({ id }) => id)).toContain('CVE-2026-31431');
    expect(cves(false).map(({ id }) => id)).not.toContain('CVE-2026-31431');
    expect(cves(false).map(({ id }) => id)).toContain('CVE-2025-21756');
  });

  it('is not moved by a class whose values do not go through', () => {
    expect(isRisky(syscallRisk('socket', defaults))).toBe(true);
    expect(isRisky(syscallRisk('socket', defaults, { through: () => false }))).toBe(false);
    expect(isRisky(syscallRisk('mount', defaults, { through: () => false }))).toBe(true);
  });
});

function filterOf(profile: OciSeccomp): LoadedFilter {
  const [loader] = profileLoaders({ kind: 'none' });
  const loaded = loadProfile(profile, { loader, host: 'x86_64' });
  if (!loaded.ok) throw new Error(loaded.failure.reason);
  return loaded.filter;
}

function through(profile: OciSeccomp, syscall: string, before?: OciSeccomp): readonly string[] {
  const was = before === undefined ? undefined : filterOf(before);
  const { classes: found } = syscallRisk(syscall, defaults, {
    through: valuesThrough(filterOf(profile), { abi: 'x86_64', syscall }, was),
  });
  return found.flatMap(({ values = [] }) => values.map(({ constant }) => constant));
}

const namespaces = ['NS', 'CGROUP', 'UTS', 'IPC', 'USER', 'PID', 'NET'].map((name) => `CLONE_NEW${name}`);

function allowing(syscall: string, ...rules: NonNullable<OciSeccomp['syscalls']>[number]['args'][]): OciSeccomp {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    syscalls: rules.map((args) => ({ names: [syscall], action: 'SCMP_ACT_ALLOW', ...(args && { args }) })),
  };
}

describe('valuesThrough', () => {
  it('finds every value where the arguments do not matter, and none where the call is refused', () => {
    expect(through(allowing('socket', undefined), 'socket')).toEqual(['AF_PACKET', 'AF_ALG', 'AF_VSOCK']);
    expect(through(allowing('clone', undefined), 'clone')).toEqual(namespaces);
    expect(through(allowing('read', undefined), 'socket')).toEqual([]);
  });

  it('finds the values that conditions let through', () => {
    const notAlg = allowing('socket', [{ index: 0, op: 'SCMP_CMP_NE', value: 38n }]);
    expect(through(notAlg, 'socket')).toEqual(['AF_PACKET', 'AF_VSOCK']);
    const netlink = [
      { index: 0, op: 'SCMP_CMP_EQ', value: 38n },
      { index: 2, op: 'SCMP_CMP_EQ', value: 9n },
    ] as const;
    expect(through(allowing('socket', [...netlink]), 'socket')).toEqual(['AF_ALG']);
  });

  it('finds bits in whole values, and beside others', () => {
    const newUser = 0x1000_0011n;
    expect(through(allowing('clone', [{ index: 0, op: 'SCMP_CMP_EQ', value: newUser }]), 'clone')).toEqual([
      'CLONE_NEWUSER',
    ]);
    const noUser = { index: 0, op: 'SCMP_CMP_MASKED_EQ', value: 0x1000_0000n, valueTwo: 0n } as const;
    expect(through(allowing('clone', [noUser]), 'clone')).toEqual(
      namespaces.filter((name) => name !== 'CLONE_NEWUSER'),
    );
    const thread = { index: 0, op: 'SCMP_CMP_EQ', value: 0x3d_0f00n } as const;
    expect(through(allowing('clone', [thread]), 'clone')).toEqual([]);
  });

  it('is not misled by many values, or by several conditions at once', () => {
    const many = Array.from({ length: 100 }, (_, index) => [
      { index: 0, op: 'SCMP_CMP_EQ', value: BigInt(index) } as const,
    ]);
    expect(through(allowing('clone', ...many), 'clone')).toEqual([]);
    const odd = { index: 0, op: 'SCMP_CMP_MASKED_EQ', value: 1n, valueTwo: 1n } as const;
    const profile = allowing('clone', [{ index: 0, op: 'SCMP_CMP_GE', value: 0x3000_0001n }]);
    const syscalls = [
      { names: ['clone'], action: 'SCMP_ACT_ERRNO', errnoRet: 1, args: [odd] } as const,
      ...(profile.syscalls ?? []),
    ];
    expect(through({ ...profile, syscalls }, 'clone')).toContain('CLONE_NEWUSER');
  });

  it('knows that the kernel reads the lower half of what is compared as a whole', () => {
    const beyond = (value: bigint) => ({ index: 0, op: 'SCMP_CMP_EQ', value: value + 2n ** 32n }) as const;
    expect(through(allowing('socket', [beyond(38n)]), 'socket')).toEqual(['AF_ALG']);
    expect(through(allowing('clone', [beyond(0x1000_0011n)]), 'clone')).toEqual(['CLONE_NEWUSER']);
  });

  it('finds what goes through that did not', () => {
    const netlink = { index: 2, op: 'SCMP_CMP_EQ', value: 9n } as const;
    const alg = { index: 0, op: 'SCMP_CMP_EQ', value: 38n } as const;
    expect(through(allowing('socket', [alg]), 'socket', allowing('socket', [alg, netlink]))).toEqual(['AF_ALG']);
    expect(through(allowing('socket', [alg]), 'socket', allowing('socket', undefined))).toEqual([]);
    const traced = { defaultAction: 'SCMP_ACT_TRACE' } as const;
    expect(through(traced, 'socket', allowing('read', undefined))).toContain('AF_ALG');
    expect(through(allowing('socket', [alg]), 'socket', traced)).toEqual(['AF_ALG']);
  });

  it('does not take a question for a change of personality', () => {
    const question = { index: 0, op: 'SCMP_CMP_EQ', value: 0xffff_ffffn } as const;
    expect(through(allowing('personality', [question]), 'personality')).toEqual([]);
  });

  it.skipIf(!hasData)("finds in Docker's default what its conditions leave", () => {
    const file = 'moby-default-resolved-amd64-dockercaps.json';
    const text = readFileSync(`${dataFolder}/defaults/${file}`, 'utf8');
    const profile = readJsonProfile(text, file, { capabilities: [], abi: 'x86_64' });
    if (!profile.ok) throw new Error(profile.problem.kind);
    expect(through(profile.value.profile, 'socket')).toEqual(['AF_PACKET']);
    expect(through(profile.value.profile, 'clone')).toEqual([]);
    expect(through(profile.value.profile, 'personality')).toEqual([]);
  });
});
