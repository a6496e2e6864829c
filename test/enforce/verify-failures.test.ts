import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { bin, type CliRequest, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { requireMachine, searchPath } from './machine.ts';
import { plainProfile } from './plain-profile.ts';

let folder: string;

beforeAll(() => {
  requireMachine(['busybox', 'mount', 'unshare']);
  folder = temporaryFolder();
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'p.seccomp.json'), plainProfile());
});

function verify(args: readonly string[], how: CliRequest = {}) {
  return runCli(['verify', ...args], { cwd: folder, env: { PATH: searchPath }, ...how });
}

/** A search path with these programs of the real one alone. */
function pathWith(name: string, programs: readonly string[], fakes: Readonly<Record<string, string>> = {}): string {
  const path = join(folder, name);
  mkdirSync(path);
  const places = searchPath.split(':');
  for (const program of programs) {
    const place = places.find((one) => readdirSync(one).includes(program));
    symlinkSync(join(place ?? '', program), join(path, program));
  }
  for (const [program, script] of Object.entries(fakes)) {
    writeFileSync(join(path, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return path;
}

/** The processes whose command line holds this. */
function running(words: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(words);
    } catch {
      return false;
    }
  });
}

const needed = ['sh', 'runc', 'strace', 'unshare', 'mount', 'mkdir', 'chmod', 'chown', 'mkfifo', 'busybox'];

describe('verify, where it cannot', () => {
  it('says so to who is not root', async () => {
    const ran = await verify(['p.seccomp.json', '--', 'busybox', 'true'], { uid: 1000 });
    expect(ran).toMatchObject({ status: 125, stdout: '' });
    expect(ran.stderr).toMatch(/^error: containers are made as root here: user 1000 [^\n]*\n.*sudo/);
    expect(ran.stderr).toContain('[root-needed]');
  });

  it('names a runtime, or strace, that is missing', async () => {
    const some = needed.filter((program) => program !== 'runc');
    const noRunc = { PATH: pathWith('no-runc', some) };
    expect(await verify(['p.seccomp.json', '--', 'busybox', 'true'], { env: noRunc })).toMatchObject({
      status: 125,
      stderr: expect.stringMatching(/not installed: runc\n[\s\S]*\[runtime-missing\]\n$/),
    });
    const noStrace = {
      PATH: pathWith(
        'no-strace',
        needed.filter((program) => program !== 'strace'),
      ),
    };
    expect(await verify(['p.seccomp.json', '--', 'busybox', 'true'], { env: noStrace })).toMatchObject({
      status: 125,
      stderr: expect.stringMatching(/\[strace-missing\]\n$/),
    });
  });

  // A kernel without overlay cannot be had here: mount(8) says what it would say there.
  it('names the cure where there is no overlay', async () => {
    const mount =
      'for a; do [ "$a" != overlay ] || { echo "mount: unknown filesystem type \'overlay\'." >&2; exit 32; }; done';
    const real = join(searchPath.split(':').find((one) => readdirSync(one).includes('mount')) ?? '', 'mount');
    const programs = needed.filter((program) => program !== 'mount');
    const env = { PATH: pathWith('no-overlay', programs, { mount: `${mount}; exec ${real} "$@"` }) };
    const ran = await verify(['p.seccomp.json', '--', 'busybox', 'true'], { env });
    expect(ran).toMatchObject({ status: 125, stdout: '' });
    expect(ran.stderr).toContain("unknown filesystem type 'overlay'");
    expect(ran.stderr).toMatch(/modprobe\s+overlay/);
    expect(ran.stderr).toContain('[overlay-unavailable]');
  });

  it('says what of the machine it could not show', async () => {
    const real = join(searchPath.split(':').find((one) => readdirSync(one).includes('mount')) ?? '', 'mount');
    mkdirSync(join(folder, 'mounted'));
    const refuses = `case " $* " in *" ${folder}/mounted "*) exit 32;; esac; exec ${real} "$@"`;
    const path = pathWith(
      'no-mount',
      needed.filter((program) => program !== 'mount'),
      { mount: refuses },
    );
    const script = `${real} -t tmpfs none ${folder}/mounted && exec "$@"`;
    const command = [process.execPath, bin, 'verify', 'p.seccomp.json', '--', 'busybox', 'true'];
    const child = spawn('unshare', ['-m', '/bin/sh', '-c', `${script}`, 'sh', ...command], {
      cwd: folder,
      env: { PATH: path },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let told = '';
    child.stderr.on('data', (chunk) => {
      told += chunk;
    });
    expect(await new Promise((resolve) => child.once('close', resolve)), told).toBe(0);
    expect(told).toContain('[mount-not-shown]');
    expect(told.replace(/\s+/g, '')).toContain(`${folder}/mounted`);
  });

  it.each([
    [127, 'command-not-found', ['no-such-program']],
    [127, 'command-not-found', ['./no-such-program']],
    [126, 'command-not-executable', ['./p.seccomp.json']],
  ])('ends with %i: %s', async (status, kind, command) => {
    const ran = await verify(['p.seccomp.json', '--', ...command]);
    expect(ran).toMatchObject({ status, stderr: expect.stringContaining(`[${kind}]`) });
  });

  it.each([
    ['nothing-to-verify', ['p.seccomp.json']],
    ['input-not-found', ['none.json', '--', 'true']],
    ['rootfs-invalid', ['--rootfs', 'p.seccomp.json', 'p.seccomp.json', '--', 'true']],
    ['user-invalid', ['--user', 'nobody', 'p.seccomp.json', '--', 'true']],
    ['workdir-invalid', ['--workdir', 'srv', 'p.seccomp.json', '--', 'true']],
    ['capability-invalid', ['--cap-add', 'FLYING', 'p.seccomp.json', '--', 'true']],
    ['duration-invalid', ['--timeout', 'soon', 'p.seccomp.json', '--', 'true']],
  ])('takes bad input for what it is: %s', async (kind, args) => {
    const ran = await verify(args);
    expect(ran).toMatchObject({ status: 125, stdout: '', stderr: expect.stringContaining(`[${kind}]`) });
  });

  it('tells a profile that is none, or that the runtime does not take, from one that lacks a call', async () => {
    writeFileSync(join(folder, 'broken.json'), '{\n"defaultAction":\n');
    expect((await verify(['broken.json', '--', 'true'])).stderr).toMatch(
      /^error: broken.json:3: [\s\S]*\[profile-invalid\]/,
    );
    const flags = ['SECCOMP_FILTER_FLAG_LOG'];
    writeFileSync(join(folder, 'native.json'), plainProfile([], { architectures: ['SCMP_ARCH_NATIVE'], flags }));
    const ran = await verify(['native.json', '--', 'busybox', 'true']);
    expect(ran).toMatchObject({ status: 125, stderr: expect.stringContaining('[profile-not-loadable]') });
  });

  it('kills what does not end, and says what was refused until then', async () => {
    const sleep = ['busybox', 'sh', '-c', 'busybox sync; while :; do :; done; : kept-4711'];
    const ran = await verify(['--timeout', '2s', 'p.seccomp.json', '--', ...sleep]);
    expect(ran.status).toBe(124);
    expect(ran.stderr).toContain('! it did not end in time and was killed');
    expect(ran.stderr).toContain('sync: ENOSYS');
    expect(running('kept-4711')).toEqual([]);
  });

  it('kills a runtime that hangs, or ends, for want of a call', async () => {
    writeFileSync(join(folder, 'spin.json'), plainProfile(['futex', 'openat', 'close', 'execve']));
    const ran = await verify(['--timeout', '5s', 'spin.json', '--', 'busybox', 'sh', '-c', ': kept-4712']);
    expect(ran.stderr).toMatch(/! it did not start/);
    for (const name of ['close', 'execve', 'openat']) expect(ran.stderr).toContain(`${name}: `);
    expect(running('kept-4712')).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind on %s', async (signal) => {
    const own = temporaryFolder();
    const mark = `kept-${signal}`;
    const args = ['verify', 'p.seccomp.json', '--', 'busybox', 'sh', '-c', `while :; do :; done; : ${mark}`];
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { PATH: searchPath, TMPDIR: own },
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    for (let tries = 0; tries < 200 && running(`; : ${mark}`).length < 2; tries += 1) await delay(50);
    child.kill(signal);
    expect(await ended).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    expect(running(mark)).toEqual([]);
    expect(readdirSync(own)).toEqual([]);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(own);
  });

  it('makes names from strangers harmless', async () => {
    const name = 'a\u001b[31mb';
    const program = join(folder, name);
    writeFileSync(program, '#!/bin/busybox sh\nbusybox sync\n', { mode: 0o755 });
    const ran = await verify(['p.seccomp.json', '--', `./${name}`]);
    expect(ran.stderr).toContain('sync');
    expect(ran.stderr).not.toContain('\u001b');
  });
});
