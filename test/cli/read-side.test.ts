import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readProfileSide, readSide, readSides, sideProblems } from '../../src/cli/read-side.ts';
import { parseTarget } from '../../src/cli/resolution-target.ts';
import { dockerCapabilities, podmanCapabilities } from '../../src/dialects/capability-list.ts';
import { formatOciSeccomp } from '../../src/emit/oci-seccomp-text.ts';
import { loadProfile } from '../../src/filter/loaded-filter.ts';
import { profileLoaders } from '../../src/filter/profile-loader.ts';
import { capabilities } from '../../src/kernel/capabilities.ts';
import { syscallNames } from '../../src/kernel/syscalls.ts';
import { builtInNames } from '../../src/model/built-in-profile.ts';
import type { ComparedSource, ResolutionTarget } from '../../src/model/compared-source.ts';
import type { DefaultProfile } from '../../src/model/default-profile.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const docker: ResolutionTarget = { capabilities: dockerCapabilities, abi: 'x86_64' };
const recording = fileURLToPath(new URL('inputs/web.recording.json', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

async function read(spec: string, target = docker): Promise<ComparedSource> {
  const found = await readSide(spec, target);
  if (!found.ok) throw new Error(JSON.stringify(found.problem));
  return found.value;
}

/** What becomes of every call of an ABI whose arguments nobody knows. */
function allowed({ profile }: ComparedSource): { readonly always: string[]; readonly sometimes: string[] } {
  const [loader] = profileLoaders({ kind: 'none' });
  const loaded = loadProfile(profile, { loader, host: 'x86_64' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure));
  const always: string[] = [];
  const sometimes: string[] = [];
  for (const syscall of syscallNames('x86_64')) {
    const decisions = loaded.filter.decide({ abi: 'x86_64', syscall });
    const passes = decisions.filter(({ answer }) => answer.action === 'allow').length;
    if (passes > 0) (passes === decisions.length ? always : sometimes).push(syscall);
  }
  return { always, sometimes };
}

describe('the capabilities that a profile is resolved for', () => {
  test.each([
    [{}, dockerCapabilities],
    [{ for: 'docker' }, dockerCapabilities],
    [{ for: 'kubernetes' }, dockerCapabilities],
    [{ for: 'podman' }, podmanCapabilities],
    [{ for: 'podman', caps: 'CAP_SYS_ADMIN' }, ['CAP_SYS_ADMIN']],
  ] as const)('for %j', (options, expected) => {
    const target = parseTarget(options);
    expect(target.ok && target.value.capabilities).toEqual(expected);
  });
});

describe('a default profile by name', () => {
  test.each([
    ['docker-default', 'docker', undefined],
    ['containerd-default', 'containerd', undefined],
    [
      'podman-default',
      'podman',
      'CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,NET_BIND_SERVICE,SETFCAP,SETGID,SETPCAP,SETUID,SYS_CHROOT',
    ],
    ['crio-default', 'cri-o', 'CHOWN,DAC_OVERRIDE,FOWNER,FSETID,KILL,NET_BIND_SERVICE,SETGID,SETPCAP,SETUID'],
  ])('%s decides as its summary says', async (name, summary, caps) => {
    const target = parseTarget({ ...(caps !== undefined && { caps }) });
    if (!target.ok) throw new Error('capabilities');
    const side = await read(name, target.value);
    expect(side).toMatchObject({ label: name, form: 'built-in', problems: [] });
    expect(side.places).toBeUndefined();
    const { allowed: always, conditional } = JSON.parse(
      readFileSync(join(root, `profiles/defaults/${summary}.json`), 'utf8'),
    ) as DefaultProfile;
    expect(allowed(side)).toEqual({ always, sometimes: conditional });
  });

  test('says where it was made for others; those that are files follow', async () => {
    const admin = { ...docker, capabilities: ['CAP_SYS_ADMIN'] };
    for (const name of builtInNames) {
      const { problems } = await read(name, admin);
      const isMade = name === 'containerd-default' || name === 'crio-default';
      expect(problems).toEqual(isMade ? [{ kind: 'built-in-resolved', source: name }] : []);
    }
    expect(allowed(await read('docker-default', admin)).always).toContain('mount');
    expect(allowed(await read('docker-default')).always).not.toContain('mount');
    expect((await read('docker-default', { ...docker, abi: 'aarch64' })).profile.architectures).toEqual([
      'SCMP_ARCH_AARCH64',
      'SCMP_ARCH_ARM',
    ]);
    expect((await read('containerd-default', { ...docker, abi: 'aarch64' })).problems).toHaveLength(1);
    expect((await read('cri-o-default')).label).toBe('cri-o-default');
  });
});

describe('a side', () => {
  test('is one in git and a default profile before it is a file, which anybody can add', async () => {
    const folder = temporaryFolder();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { cwd: folder });
    const profile = (action: string): string => `{"defaultAction":"${action}","syscalls":[]}`;
    git('init', '--quiet', '--initial-branch=main');
    writeFileSync(join(folder, 'a.json'), profile('SCMP_ACT_TRAP'));
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    const first = async (spec: string) => {
      const { stdout } = await runCli(['check', '-o', 'json', spec, recording], { cwd: folder });
      const { refused } = JSON.parse(stdout) as { refused: { decisions: { answer: { action: string } }[] }[] };
      return refused[0]?.decisions[0]?.answer.action;
    };
    expect(await first('main:a.json')).toBe('trap');
    writeFileSync(join(folder, 'main:a.json'), profile('SCMP_ACT_KILL_PROCESS'));
    expect(await first('main:a.json')).toBe('trap');
    expect(await first('./main:a.json')).toBe('kill-process');
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other/main:a.json'), profile('SCMP_ACT_KILL_PROCESS'));
    const unknown = await runCli(['check', 'other/main:a.json', recording], { cwd: folder });
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('[git-revision-unknown]')]);
    writeFileSync(join(folder, 'docker-default'), profile('SCMP_ACT_TRAP'));
    expect(await first('./docker-default')).toBe('trap');
    expect(await first('docker-default')).not.toBe('trap');
  });

  test('has a path where it is a file here', async () => {
    const folder = temporaryFolder();
    const elsewhere = join(folder, 'a.json');
    writeFileSync(elsewhere, '\uFEFF{"defaultAction":"SCMP_ACT_LOG"}');
    const side = await read(elsewhere);
    expect(side.path).toBeUndefined();
    expect(side.text?.[0]).toBe('{');
    expect((await read('./test/cli/../cli/inputs/check.seccomp.json')).path).toBe('test/cli/inputs/check.seccomp.json');
  });

  test('of a recording is what generate makes of it', async () => {
    const side = await read(recording);
    const folder = temporaryFolder();
    const made = await runCli(['generate', '-q', '-d', folder, '-n', 'x', recording]);
    expect(made.status).toBe(0);
    expect(formatOciSeccomp(side.profile)).toBe(readFileSync(join(folder, 'x.seccomp.json'), 'utf8'));
    expect(side).toMatchObject({ form: 'recording', recording: { subject: { kind: 'command' } } });
    expect(await readProfileSide(recording, docker)).toMatchObject({ ok: false, problem: { kind: 'profile-invalid' } });
  });

  test('tells a file that is not there, not git, of a word without a colon', async () => {
    expect(await readSide('none.json', docker)).toEqual({
      ok: false,
      problem: { kind: 'input-not-found', source: 'none.json' },
    });
  });

  test('is standard input once only', async () => {
    expect(await readSides('-', '-', docker)).toEqual({ ok: false, problem: { kind: 'stdin-twice' } });
    const { status, stderr } = await runCli(['check', '-', '-'], { stdin: '{}' });
    expect([status, stderr]).toEqual([2, expect.stringContaining('[stdin-twice]')]);
  });
});

describe('a condition that is added to a plain profile', () => {
  const plain = { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [{ names: ['read'], action: 'SCMP_ACT_ALLOW' }] };
  const guarded = { names: ['bpf'], action: 'SCMP_ACT_ALLOW', includes: { caps: ['CAP_SYS_ADMIN'] } };

  async function diffOf(options: readonly string[], before: unknown, after: unknown) {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'old.json'), JSON.stringify(before));
    writeFileSync(join(cwd, 'new.json'), JSON.stringify(after));
    return runCli(['diff', ...options, 'old.json', 'new.json'], { cwd });
  }

  const dialect = { ...plain, syscalls: [...plain.syscalls, guarded] };

  test('does not hide from the gate what containerd lets through', async () => {
    const { status, stdout } = await diffOf(['--for', 'kubernetes'], plain, dialect);
    expect([status, stdout]).toEqual([1, expect.stringContaining('! bpf')]);
  });

  test('is warned of where nobody says who reads it, and does not pass the gate', async () => {
    const asked = await diffOf([], plain, dialect);
    expect([asked.status, asked.stderr]).toEqual([1, expect.stringContaining('[profile-dialect-changed]')]);
    expect(asked.stdout.replaceAll(/\s+/g, ' ')).toContain("(--for says who reads it): plain before, Docker's now");
    for (const [level, status] of [
      ['risky', 1],
      ['any', 1],
      ['removed', 0],
      ['none', 0],
    ] as const) {
      expect((await diffOf(['--fail-on', level], plain, dialect)).status, level).toBe(status);
    }
    for (const [options, before, after] of [
      [['--for', 'docker'], plain, dialect],
      [[], dialect, plain],
      [[], dialect, dialect],
    ] as const) {
      const { status, stderr } = await diffOf(options, before, after);
      expect([status, stderr]).toEqual([0, expect.not.stringContaining('profile-dialect-changed')]);
    }
  });
});

describe('for which container and machine', () => {
  test.each<[Partial<ResolutionTarget>, string]>([
    [{}, "x86_64, any kernel, Docker's capabilities"],
    [{ kernel: '4.7', abi: 'aarch64', capabilities: [] }, 'aarch64, Linux 4.7, no capabilities'],
    [{ capabilities: [...dockerCapabilities, 'CAP_BPF'] }, "x86_64, any kernel, Docker's capabilities CAP_BPF"],
    [{ capabilities: podmanCapabilities }, "x86_64, any kernel, Podman's capabilities"],
    [{ capabilities: ['CAP_BPF', 'CAP_KILL'] }, 'x86_64, any kernel, CAP_BPF CAP_KILL'],
  ])('%j is told of a profile that depends on it', async (some, what) => {
    const target = { ...docker, ...some };
    const path = fileURLToPath(new URL('inputs/docker.seccomp.json', import.meta.url));
    const side = await read(path, target);
    expect(sideProblems(side, target)).toEqual([{ kind: 'profile-resolved', source: path, what }]);
    expect(sideProblems(await read('docker-default', target), target)).toEqual([]);
  });

  test('is the same everywhere unless it is said', () => {
    expect(parseTarget({})).toEqual({ ok: true, value: docker });
    expect(parseTarget({ caps: 'none', kernel: '4.7.0-generic', abi: 'i386' })).toEqual({
      ok: true,
      value: { capabilities: [], kernel: '4.7', abi: 'x86_64' },
    });
    const some = parseTarget({ caps: 'net_admin, CAP_CHOWN,chown' });
    expect(some.ok && some.value.capabilities).toEqual(['CAP_CHOWN', 'CAP_NET_ADMIN']);
    const all = parseTarget({ caps: 'all' });
    expect(all.ok && all.value.capabilities.length).toBe(capabilities.length);
  });

  test.each([
    [{ caps: 'NET_ADMIN,NOPE' }, { kind: 'capability-invalid', what: 'NOPE' }],
    [{ caps: '' }, { kind: 'capability-invalid', what: '' }],
    [{ kernel: 'new' }, { kind: 'kernel-release-invalid', what: 'new' }],
    [{ abi: 'vax' }, { kind: 'abi-not-known', what: 'vax' }],
  ])('%j is refused', (options, problem) => {
    expect(parseTarget(options)).toEqual({ ok: false, problem });
  });
});
