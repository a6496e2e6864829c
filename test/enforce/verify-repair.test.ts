import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bin, runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { takesI386Calls } from './i386-entry.ts';
import { requireMachine, searchPath } from './machine.ts';
import { plainProfile } from './plain-profile.ts';

const env = { PATH: searchPath };
let folder: string;

beforeAll(() => {
  requireMachine(['as', 'busybox', 'ld', 'perl']);
});
beforeEach(() => {
  folder = temporaryFolder();
});

function write(profile: string): void {
  writeFileSync(join(folder, 'app.seccomp.json'), profile);
}

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

function seccinch(...args: readonly string[]) {
  return runCli(args, { cwd: folder, env });
}

describe('verify --repair', () => {
  it('brings a call back, shows that the profile holds, and says why it is there', async () => {
    write(plainProfile(['getdents64']));
    const ran = await seccinch('verify', '--repair', 'app.seccomp.json', '--', 'busybox', 'ls', '/etc/passwd', '/srv');
    expect(ran.stderr).toContain('running it again with getdents64 let through');
    expect(ran.stderr).toMatch(/Repaired\n +1 let through in addition +getdents64: /);
    expect(ran.status).toBe(0);
    expect(read('app.seccomp.json')).toBe(plainProfile(['getdents64']));
    expect(read('app.repaired.seccomp.json')).toBe(plainProfile());
    expect(readdirSync(folder).sort()).toEqual([
      'app.repaired.seccomp.json',
      'app.seccomp.json',
      'app.verify.recording.json',
    ]);

    const explained = await seccinch(
      ...['explain', '--recording', 'app.verify.recording.json', '-o', 'json', 'app.repaired.seccomp.json'],
    );
    const { rules } = JSON.parse(explained.stdout);
    const rule = rules.find(({ syscall }: { syscall: string }) => syscall === 'getdents64');
    expect(rule.reasons[0]).toMatchObject({ kind: 'refused', by: ['verify'], abi: 'x86_64' });
    const generated = await seccinch('generate', '--emit', 'seccomp', '-O', '-', 'app.verify.recording.json');
    expect(generated.stdout).toContain('"getdents64"');
  });

  it('ends on SIGINT while nobody reads the FIFO that the profile goes to', async () => {
    write(plainProfile(['getdents64']));
    execFileSync('mkfifo', [join(folder, 'fifo')]);
    const args = ['verify', '--repair', '-O', 'fifo', 'app.seccomp.json', '--', 'busybox', 'ls', '/etc/passwd', '/srv'];
    const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env, stdio: 'ignore' });
    // It is written when all that is no FIFO is.
    while (!readdirSync(folder).some((name) => name.endsWith('.verify.recording.json'))) await delay(20);
    await delay(500);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([null, 'SIGINT']);
    expect(readdirSync(folder).sort()).toEqual(['app.seccomp.json', 'app.verify.recording.json', 'fifo']);
  });

  it('writes a profile anew whose keys only Go takes', async () => {
    const missing = '{"action":"SCMP_ACT_ALLOW","names":null},';
    const odd = plainProfile(['getdents64']).replace('"syscalls": [', `"Syscalls": [${missing}`);
    expect(odd).toContain(missing);
    write(odd);
    const ran = await seccinch('verify', '--repair', 'app.seccomp.json', '--', 'busybox', 'ls', '/srv');
    expect(ran.status).toBe(0);
    expect(ran.stderr).toContain('[profile-key-case]');
    const rules = JSON.parse(read('app.repaired.seccomp.json')).syscalls as { names: string[] }[];
    expect(rules.flatMap(({ names }) => names)).toContain('getdents64');
  });

  it('never overwrites what nobody named', async () => {
    write(plainProfile(['getdents64']));
    writeFileSync(join(folder, 'app.repaired.seccomp.json'), 'mine');
    const command = ['app.seccomp.json', '--', 'busybox', 'ls', '/srv'];
    const refused = await seccinch('verify', '--repair', ...command);
    expect(refused).toMatchObject({ status: 125, stdout: '' });
    expect(refused.stderr).toContain('[output-exists]');
    expect(read('app.repaired.seccomp.json')).toBe('mine');
    expect((await seccinch('verify', '-O', 'app.seccomp.json', ...command)).status).toBe(0);
    expect(read('app.seccomp.json')).toBe(plainProfile());
    // The recording's name is made up with -O, too: the first such run has written it.
    const again = await seccinch('verify', '-O', 'other.json', ...command);
    expect(again).toMatchObject({ status: 125, stdout: '' });
    expect(again.stderr).toContain('app.verify.recording.json');
  });

  it('goes on where one call shows only when another is let through, and leaves what nobody asked for alone', async () => {
    const big = { index: 5, value: 0, op: 'SCMP_CMP_EQ' };
    const rules = JSON.parse(plainProfile(['getdents64', 'lseek'])).syscalls;
    const more = { syscalls: [{ names: ['ptrace'], action: 'SCMP_ACT_ERRNO', args: [big], comment: 'why' }, ...rules] };
    write(plainProfile([], { ...more, note: 'mine' }).replace('"value": 0', '"value": 18446744073709551615'));
    const ran = await seccinch('verify', '--repair', 'app.seccomp.json', '--', 'busybox', 'sh', '-c', 'sync; ls /srv');
    expect(ran.status, ran.stderr).toBe(0);
    const repaired = read('app.repaired.seccomp.json');
    expect(repaired).toContain('18446744073709551615');
    const { note, syscalls } = JSON.parse(repaired);
    expect(note).toBe('mine');
    expect(syscalls[0]).toMatchObject({ names: ['ptrace'], comment: 'why' });
    expect(syscalls[1].names).toEqual(expect.arrayContaining(['getdents64', 'sync']));
  });

  it('allows the arguments that were refused and no others, where rules look at them', async () => {
    const unix = { index: 0, value: 1, op: 'SCMP_CMP_EQ' };
    const [rule] = JSON.parse(plainProfile()).syscalls;
    write(plainProfile([], { syscalls: [rule, { names: ['socket'], action: 'SCMP_ACT_ALLOW', args: [unix] }] }));
    const script = 'socket(S, 1, 1, 0) or die; socket(S, 2, 1, 0) or die; socket(S, 10, 2, 0) or die';
    const ran = await seccinch('verify', '--repair', 'app.seccomp.json', '--', 'perl', '-e', script);
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stderr).toMatch(/socket: with other arguments/);
    const args = JSON.parse(read('app.repaired.seccomp.json'))
      .syscalls.filter(({ names }: { names: string[] }) => names.includes('socket'))
      .map((one: { args: { value: number }[] }) => one.args.map(({ value }) => value));
    expect(args).toEqual([[1], [2], [10]]);
  });

  it.skipIf(!takesI386Calls())('names the calls of an ABI that the profile does not cover, and covers it', async () => {
    writeFileSync(
      join(folder, 'app.s'),
      '.globl _start\n_start: mov $20, %eax\nint $0x80\nmov $1, %eax\nxor %ebx, %ebx\nint $0x80\n',
    );
    execFileSync('as', ['--32', 'app.s', '-o', 'app.o'], { cwd: folder });
    execFileSync('ld', ['-m', 'elf_i386', 'app.o', '-o', 'app'], { cwd: folder });
    write(plainProfile());
    const ran = await seccinch('verify', '--repair', 'app.seccomp.json', '--', './app');
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stderr).toContain('ended with status 159 (SIGSYS)');
    expect(ran.stderr).toMatch(/getpid: i386, an ABI not covered, SIGSYS, once/);
    expect(ran.stderr).toMatch(/exit: i386, an ABI not covered, once/);
    expect(JSON.parse(read('app.repaired.seccomp.json')).architectures).toEqual(['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86']);
    expect(read('app.verify.recording.json')).toContain('"abi": "i386"');
  });

  it.each(['SCMP_ACT_KILL_PROCESS', 'SCMP_ACT_TRAP'])('mends a profile whose default is %s', async (defaultAction) => {
    write(plainProfile(['getdents64'], { defaultAction, defaultErrnoRet: undefined }));
    const ran = await seccinch('verify', '--repair', 'app.seccomp.json', '--', 'busybox', 'ls', '/srv');
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stderr).toMatch(/missing +(?:\w+: .*\n +)*getdents64: /);
  });

  it('says where nothing is missing that there is nothing to repair', async () => {
    write(plainProfile());
    const ran = await seccinch('verify', '--repair', 'app.seccomp.json', '--', 'busybox', 'true');
    expect(ran.status).toBe(0);
    expect(readdirSync(folder)).toEqual(['app.seccomp.json']);
    expect(ran.stderr).toContain('nothing to repair');
  });

  it('leaves a call alone that is refused with more lists of arguments than it can be sure of', async () => {
    const [allowed] = JSON.parse(plainProfile()).syscalls;
    const some = { names: ['umask'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: 0, op: 'SCMP_CMP_EQ' }] };
    write(
      plainProfile(['getdents64'], {
        syscalls: [{ ...allowed, names: allowed.names.filter(isNot('getdents64')) }, some],
      }),
    );
    const script = 'for i in 1 2 3 4 5 6 7 10 11 12; do umask $i; done; busybox ls /srv';
    const ran = await seccinch('verify', '--repair', 'app.seccomp.json', '--', 'busybox', 'sh', '-c', script);
    expect(ran.stderr).toMatch(/umask\n[\s\S]*\[arguments-too-many\]/);
    expect(ran.stderr).toMatch(/1 let through in addition +getdents64: /);
    expect(ran.status).toBe(1);
    const { syscalls } = JSON.parse(read('app.repaired.seccomp.json'));
    expect(syscalls).toEqual([allowed, some]);

    const few = ['-O', 'few.json', '--', 'busybox', 'sh', '-c', 'umask 1; umask 2'];
    const mended = await seccinch('verify', '--repair', 'app.repaired.seccomp.json', ...few);
    expect(mended.status, mended.stderr).toBe(0);
    const made = JSON.parse(read('few.json')).syscalls.slice(1);
    for (const rule of made) expect(rule).toMatchObject({ names: ['umask'], args: [{ index: 0, op: 'SCMP_CMP_EQ' }] });
    // As it is here, the shell sets the mask that it had as well.
    expect(made.map(({ args }: typeof some) => args[0]?.value)).toEqual(expect.arrayContaining([0, 1, 2]));
  });

  it('says that it could not write before it runs anything', async () => {
    write(plainProfile(['getdents64']));
    writeFileSync(join(folder, 'file'), '');
    for (const out of ['file/repaired.json', '/proc/none/repaired.json', folder]) {
      const ran = await seccinch('verify', '-O', out, 'app.seccomp.json', '--', 'busybox', 'echo', 'ran');
      expect(ran).toMatchObject({ status: 125, stdout: '', stderr: expect.stringContaining('[output-unwritable]') });
    }
  });

  it('prints the repaired profile to standard output for -', async () => {
    write(plainProfile(['getdents64']));
    const args = ['-o', 'json', '--repair', '-O', '-', 'app.seccomp.json', '--', 'busybox', 'ls', '/srv'];
    const ran = await seccinch('verify', ...args);
    expect(ran.stdout).toBe(plainProfile());
    expect(ran.stderr).toMatch(/^\{"version":1,"kind":"verify"/m);
    expect(readdirSync(folder).sort()).toEqual(['app.seccomp.json', 'app.verify.recording.json']);
  });
});

function isNot(name: string): (other: string) => boolean {
  return (other) => other !== name;
}
