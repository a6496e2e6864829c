import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runc } from '../../src/enforce/runtime.ts';
import { bin } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type AuditSocket, openAuditSocket } from './audit-socket.ts';
import { runConfined } from './confined.ts';
import { crunHere } from './crun-here.ts';
import { requireMachine } from './machine.ts';
import { type Stage, setStage } from './stage.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/from-log-mode.md', import.meta.url)), 'utf8');

// What it does in an ordinary run, and what it does at the end of the year on top.
const source = `
  #include <sys/stat.h>
  #include <sys/sysinfo.h>
  #include <sys/mman.h>
  #include <string.h>
  #include <stdio.h>
  #include <unistd.h>
  int main(int count, char **words) {
    struct sysinfo some;
    char page[4096];
    if (count > 1 && strcmp(words[1], "--year-end") == 0) {
      umask(022);
      if (sysinfo(&some) != 0 || mlock(page, sizeof page) != 0) return 3;
    }
    puts("done");
    return 0;
  }`;

/** The commands of the page below a heading: those that are shown to be run as they stand. */
function commandsBelow(heading: string): readonly string[] {
  const section = page.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}`)) ?? '';
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
}

describe('the way of docs/from-log-mode.md', () => {
  let stage: Stage;
  let socket: AuditSocket;
  let program: string;
  const folder = temporaryFolder();
  const printed = new Map<string, string>();

  /** Runs a command of the page where the page's files are, with the program's path in place of the page's. */
  const run = (command: string): string => {
    const text = command.replaceAll('/usr/local/bin/shop', program);
    const PATH = `${join(folder, 'bin')}:${process.env.PATH}`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', text], { cwd: folder, encoding: 'utf8', env: { PATH } });
    expect([command, status, stderr], stderr).toEqual([command, 0, expect.anything()]);
    printed.set(command, stdout + stderr);
    return stdout + stderr;
  };
  const file = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const confined = (seccomp: string, runtime = runc, argument = '--year-end') =>
    runConfined(stage, { runtime, noNewPrivileges: true, seccomp, argv: [program, argument] });
  const allowed = (): ReadonlySet<string> =>
    new Set(JSON.parse(file('shop.seccomp.json')).syscalls.flatMap(({ names }: { names: string[] }) => names));

  beforeAll(async () => {
    requireMachine(['crun', 'gcc']);
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/seccinch'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
    chmodSync(join(folder, 'bin/seccinch'), 0o755);
    stage = setStage({
      name: 'shop',
      argv: ['{dir}/shop'],
      files: { 'shop.c': source },
      compile: [['gcc', '-O0', '-static', '-o', 'shop', 'shop.c']],
      status: 0,
      prints: 'done\n',
      needs: ['gcc'],
    });
    stage.fill();
    [program] = stage.argv;
    execFileSync(program, ['--year-end']);
    socket = await openAuditSocket();
  });

  afterAll(() => socket.close());

  it('begins with a recording that lacks something, and a profile that logs', async () => {
    for (const command of commandsBelow('1.')) run(command);
    expect(await confined(file('shop.seccomp.json'))).toMatchObject({ status: 3 });
    expect(await confined(file('shop.seccomp.json'), runc, '--self-test')).toMatchObject({ status: 0 });
  });

  it('finds what was lacking in the log of a real run, and of nobody else', async () => {
    expect(await confined(file('deploy/shop.seccomp.json'))).toMatchObject({ status: 0, stdout: 'done\n' });
    writeFileSync(join(folder, 'audit.log'), await socket.records());
    const commands = commandsBelow('4.');
    for (const command of commands) run(command);
    const recording = JSON.parse(file('shop.audit.recording.json'));
    expect(recording.abis).toEqual([
      { abi: 'x86_64', syscalls: ['mlock', 'sysinfo', 'umask'].map((name) => ({ name, calls: 0, entered: 1 })) },
    ]);
    expect(printed.get(commands[0] ?? '')).toContain(`process ${program.slice(0, 8)}`);
    expect(printed.get(commands[2] ?? '')).toMatch(/^mlock {2}\S.*\n {4}- observed: 1 call \(x86_64\)$/m);
  });

  it('ends with a profile that runs it all, and allows no more than that', async () => {
    const before = allowed();
    for (const command of commandsBelow('5.')) run(command);
    expect([...allowed()].filter((name) => !before.has(name))).toEqual(['mlock', 'sysinfo', 'umask']);
    expect(await confined(file('shop.seccomp.json'))).toMatchObject({ status: 0, stdout: 'done\n' });
    expect(await confined(file('shop.seccomp.json'), crunHere)).toMatchObject({ status: 0, stdout: 'done\n' });
  });

  it('tells what a deployed profile blocks', async () => {
    run('seccinch generate shop.recording.json');
    const [flag = '', ...read] = commandsBelow('What a deployed profile blocks');
    run(flag);
    expect(await confined(file('shop.logging.seccomp.json'), crunHere)).toMatchObject({ status: 3 });
    writeFileSync(join(folder, 'audit.log'), await socket.records());
    for (const command of read) run(command);
    expect(printed.get(read[0] ?? '')).toMatch(/^Refused by the filter in force$/m);
    // sysinfo(2) failed, so that mlock(2) was not tried. The log still holds the run before, where all were let through.
    expect(JSON.parse(file('shop.blocked.recording.json')).abis[0].syscalls).toEqual([
      { name: 'mlock', calls: 0, entered: 1 },
      { name: 'sysinfo', calls: 0, entered: 1, refused: [{ by: 'audit', times: 1 }] },
      { name: 'umask', calls: 0, entered: 1, refused: [{ by: 'audit', times: 1 }] },
    ]);
    expect(printed.get(read[2] ?? '')).toContain('refused by the deployed profile (audit log), 1 time (x86_64)');
  });

  it('is all of the page: every command of it was run', () => {
    const shown = [...page.matchAll(/^seccinch .*$/gm)].map(([command]) => command);
    expect(shown.length).toBeGreaterThan(8);
    expect(shown.filter((command) => !printed.has(command))).toEqual([]);
  });
});
