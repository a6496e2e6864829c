import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readJsonProfile } from '../../src/dialects/read-profile.ts';
import { loadProfile } from '../../src/filter/loaded-filter.ts';
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

function through(profile: OciSeccomp, syscall: string): readonly string[] {
  const [loader] = profileLoaders({ kind: 'none' });
  const loaded = loadProfile(profile, { loader, host: 'x86_64' });
  if (!loaded.ok) throw new Error(loaded.failure.reason);
  const { classes: found } = syscallRisk(syscall, defaults, {
    through: valuesThrough(loaded.filter, profile, { abi: 'x86_64', syscall }),
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

  it('takes bits to go through where a profile compares with too many values, unless it refuses the call', () => {
    const many = Array.from({ length: 100 }, (_, index) => [
      { index: 0, op: 'SCMP_CMP_EQ', value: BigInt(index) } as const,
    ]);
    expect(through(allowing('clone', ...many.slice(0, 60)), 'clone')).toEqual([]);
    expect(through(allowing('clone', ...many), 'clone')).toEqual(namespaces);
    const refusing = { ...allowing('clone', ...many), defaultAction: 'SCMP_ACT_KILL_PROCESS' } as const;
    const killed = (refusing.syscalls ?? []).map((rule) => ({ ...rule, action: 'SCMP_ACT_ERRNO' }) as const);
    expect(through({ ...refusing, syscalls: killed }, 'clone')).toEqual([]);
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
