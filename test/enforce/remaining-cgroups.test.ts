import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatOciSeccomp } from '../../src/emit/oci-seccomp-text.ts';
import { cgroupLayout } from '../../src/enforce/cgroup-layout.ts';
import { runContained } from '../../src/enforce/contained-run.ts';
import { removeRemainingCgroups } from '../../src/enforce/remaining-cgroups.ts';
import { type Runtime, runc } from '../../src/enforce/runtime.ts';
import type { OciSyscall } from '../../src/model/oci-seccomp.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { profile } from './compare-with-kernel.ts';
import { crunHere } from './crun-here.ts';
import { requireMachine, searchPath } from './machine.ts';

const top = '/sys/fs/cgroup';
let hierarchies: readonly string[];
let second: string | undefined;

beforeAll(async () => {
  requireMachine(['crun', 'unshare']);
  const layout = await cgroupLayout();
  hierarchies = layout === 'v2' ? [top] : readdirSync(top).map((name) => join(top, name));
  second = layout === 'v2' ? top : layout === 'hybrid' ? join(top, 'unified') : undefined;
});

function groupsOf(id: string): readonly string[] {
  return hierarchies.map((hierarchy) => join(hierarchy, id)).filter(existsSync);
}

function newId(): string {
  return `seccinch-${randomBytes(8).toString('hex')}`;
}

function newGroup(): readonly [id: string, path: string] {
  const id = newId();
  const [first = top] = hierarchies.filter((hierarchy) => existsSync(join(hierarchy, 'cgroup.procs')));
  const path = join(first, id);
  mkdirSync(path);
  return [id, path];
}

// Two branches of one rule lead into the same comparison: libseccomp never comes back.
const endless: OciSyscall[] = [3n, 0x100000007n].map((value) => ({
  names: ['getuid'],
  action: 'SCMP_ACT_ALLOW',
  args: [
    { index: 0, op: 'SCMP_CMP_GT', value: 5n },
    { index: 1, op: 'SCMP_CMP_EQ', value },
  ],
}));

/** The runtime, with every command line that it is given in a file. */
function noted({ name, command }: Runtime, file: string): Runtime {
  return { name, command: ['sh', '-c', `echo "$@" >> '${file}'; exec "$@"`, 'sh', ...command] };
}

describe.each([
  ['runc', runc],
  ['crun', crunHere],
] as const)('%s', (_name, runtime) => {
  it('leaves no control group when it is killed while it creates a container', async () => {
    const file = join(temporaryFolder(), 'commands');
    const ran = await runContained({
      runtime: noted(runtime, file),
      bundle: {
        argv: ['true'],
        env: new Map([['PATH', searchPath]]),
        cwd: '/',
        user: { uid: 0, gid: 0 },
        noNewPrivileges: true,
        seccomp: formatOciSeccomp(profile({}, endless)),
        extra: [],
        network: 'host',
      },
      outputLimit: 1 << 16,
      timeoutMs: 2000,
    });
    expect(ran.ok && ran.value.ending).not.toBe('itself');
    const [id = ''] = /seccinch-[0-9a-f]{16}/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(id).not.toBe('');
    expect(groupsOf(id)).toEqual([]);
  }, 60_000);
});

describe('a control group of a container', () => {
  it('is removed where it is empty', async () => {
    const [id, path] = newGroup();
    await removeRemainingCgroups(id);
    expect(existsSync(path)).toBe(false);
  });

  it('stays as long as something runs in it, which goes on', async () => {
    const [id, path] = newGroup();
    const child: ChildProcess = spawn('sleep', ['60']);
    writeFileSync(join(path, 'cgroup.procs'), String(child.pid));
    await removeRemainingCgroups(id);
    expect([existsSync(path), child.exitCode, child.signalCode]).toEqual([true, null, null]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await removeRemainingCgroups(id);
    expect(existsSync(path)).toBe(false);
  });

  it('is removed beside the group of this process, where runc and crun put it in a v2 hierarchy', async ({ skip }) => {
    if (second === undefined) return skip('no v2 hierarchy here');
    const [id, other, outer] = [newId(), newId(), join(second, newId())];
    const before = join(second, /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '');
    for (const path of ['', 'inner', id, other]) mkdirSync(join(outer, path));
    try {
      writeFileSync(join(outer, 'inner/cgroup.procs'), String(process.pid));
      await removeRemainingCgroups(id, second);
      expect([id, other, 'inner'].map((name) => existsSync(join(outer, name)))).toEqual([false, true, true]);
    } finally {
      writeFileSync(join(before, 'cgroup.procs'), String(process.pid));
      for (const path of [id, other, 'inner', '']) if (existsSync(join(outer, path))) rmdirSync(join(outer, path));
    }
  });

  it('is not looked for where there are no control groups', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'seccinch-0123456789abcdef'));
    await removeRemainingCgroups('seccinch-0123456789abcdef', folder);
    expect(readdirSync(folder)).toEqual(['seccinch-0123456789abcdef']);
  });
});
