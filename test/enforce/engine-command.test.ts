import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dockerCapabilities, podmanCapabilities } from '../../src/dialects/capability-list.ts';
import type { Engine } from '../../src/enforce/engine.ts';
import { engineTitle, isEngine } from '../../src/enforce/engine.ts';
import { type EngineRequest, engineArgs, podmanLimits, runtimeScript } from '../../src/enforce/engine-command.ts';
import { heldArgs, heldCode, heldProgram } from '../../src/enforce/held-program.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const podman: Engine = {
  name: 'podman',
  command: 'podman',
  version: '4.3.1',
  runtime: { name: 'runc', command: ['runc'], version: '1.1.5' },
  capabilities: podmanCapabilities,
};
const docker: Engine = {
  name: 'docker',
  command: 'docker',
  version: '28.1.0',
  runtime: undefined,
  capabilities: dockerCapabilities,
};

function request(engine: Engine): EngineRequest {
  return {
    engine,
    image: { id: 'sha256:ab', argv: ['/own'], env: [] },
    argv: ['[x', '--flag', ''],
    env: new Map([['A', '=b']]),
    capabilities: ['CAP_SYS_TIME'],
    noNewPrivileges: false,
    network: 'none',
  };
}

describe('the command of an engine', () => {
  it('is recognised by its name, with or without a path and a runtime', () => {
    for (const text of ['podman', 'docker', '/usr/bin/podman', 'podman:crun', './docker:kata'])
      expect(isEngine(text)).toBe(true);
    for (const text of ['runc', 'crun', 'podmanx', '/opt/docker/runc', 'podman:', ''])
      expect(isEngine(text)).toBe(false);
  });

  it('runs exactly the workload’s words, whatever they look like', () => {
    const args = engineArgs(request(podman), { name: 'n', runtime: '/r', profile: '/p', input: true }, [
      '--ulimit',
      'nofile=5',
    ]);
    expect(args.slice(0, 3)).toEqual(['--runtime', '/r', 'run']);
    expect(args.join(' ')).toContain(
      '--security-opt seccomp=/p --security-opt no-new-privileges=false --ulimit nofile=5',
    );
    expect(args.slice(-5)).toEqual(['--entrypoint', '["[x"]', 'sha256:ab', '--flag', '']);
    const plain = engineArgs(request(docker), { name: 'n', input: false }, ['--ulimit', 'nofile=5']);
    expect(plain.slice(-5)).toEqual(['--entrypoint', '[x', 'sha256:ab', '--flag', '']);
    expect(plain).toContain('seccomp=unconfined');
    expect(plain).not.toContain('--ulimit');
    expect(plain).not.toContain('--interactive');
    expect(plain.join(' ')).toContain('--cap-add CAP_SYS_TIME --env A==b');
  });

  it('says with which runtime, where that is known', () => {
    expect(engineTitle(podman)).toBe('podman 4.3.1 with runc 1.1.5');
    expect(engineTitle(docker)).toBe('docker 28.1.0');
    expect(engineTitle({ ...docker, runtime: 'kata' })).toBe('docker 28.1.0 with kata');
  });
});

describe('limits for podman', () => {
  const text = (files: string, processes: string): string =>
    `Max processes             1024 ${processes}                processes \nMax open files            1024                 ${files}                files     \n`;

  it('are asked for where podman’s own are higher than they may be', () => {
    const limits = { text: text('20000', '96365'), pidMax: '32768\n', mayRaise: false };
    expect(podmanLimits(limits)).toEqual(['--ulimit', 'nofile=20000', '--ulimit', 'nproc=32768']);
    expect(podmanLimits({ ...limits, pidMax: '4194304\n' })).toContain('nproc=96365');
    expect(podmanLimits({ ...limits, text: text('unlimited', '5'), pidMax: '4194304' })).toContain('nofile=1048576');
  });

  it('are podman’s own otherwise', () => {
    expect(podmanLimits({ text: text('20000', '5'), pidMax: '32768', mayRaise: true })).toEqual([]);
    expect(podmanLimits({ text: text('1048576', 'unlimited'), pidMax: '4194304', mayRaise: false })).toEqual([]);
  });
});

describe('the script that stands for a runtime', () => {
  it('hands every word on, and puts the tracer before what creates a container', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'it’s a runtime');
    const print = ['sh', '-c', 'printf "%s|" "$@"', 'real'];
    writeFileSync(path, runtimeScript(print, '/a log', ['env', 'A=b']));
    chmodSync(path, 0o700);
    const ran = (...args: readonly string[]): string => execFileSync(path, args, { encoding: 'utf8' });
    expect(ran('start', 'a b', "'")).toBe("--log|/a log|start|a b|'|");
    expect(ran('--x', 'create', '$(id)')).toBe('--log|/a log|--x|create|$(id)|');
    writeFileSync(path, runtimeScript(print, '/l', ['echo', 'traced:']));
    expect(ran('create', 'id')).toBe('traced: sh -c printf "%s|" "$@" real --log /l create id\n');
    expect(ran('delete', 'id')).toBe('--log|/l|delete|id|');
  });
});

describe('the program that is held', () => {
  it('is what its source is assembled to', () => {
    const folder = temporaryFolder();
    const source = fileURLToPath(new URL('../../scripts/held-x86_64.s', import.meta.url));
    execFileSync('as', [source, '-o', join(folder, 'o')]);
    execFileSync('objcopy', ['-O', 'binary', '-j', '.text', join(folder, 'o'), join(folder, 'bin')]);
    expect(heldCode.toString('hex')).toBe(
      execFileSync('od', ['-An', '-v', '-tx1', join(folder, 'bin')], { encoding: 'utf8' }).replace(/\s/g, ''),
    );
  });

  /** The program with its flag set from the start. */
  function released(folder: string): string {
    const program = heldProgram();
    program[program.length - 1] = 1;
    const path = join(folder, 'held');
    writeFileSync(path, program, { mode: 0o755 });
    return path;
  }

  it('executes the first of the paths that is there, with the words and the environment it was given', () => {
    const path = released(temporaryFolder());
    const args = heldArgs(['sh', '-c', 'echo "$0 $1 $A"', '', 'x'], '/none::/usr/sbin:/bin');
    const ran = spawnSync(path, args, { encoding: 'utf8', env: { A: 'env' }, cwd: '/proc' });
    expect(ran).toMatchObject({ status: 0, stdout: ' x env\n' });
  });

  it('makes no call but that', () => {
    const folder = temporaryFolder();
    const trace = join(folder, 'trace');
    spawnSync('strace', ['-o', trace, released(folder), ...heldArgs(['true'], '/none:/bin')]);
    const lines = execFileSync('head', ['-n', '3', trace], { encoding: 'utf8' }).split('\n');
    expect(lines[0]).toMatch(/^execve\(".*\/held"/);
    expect(lines[1]).toMatch(/^execve\("\/none\/true".* ENOENT/);
    expect(lines[2]).toMatch(/^execve\("\/bin\/true".* = 0$/);
  });

  it.each([
    [127, 'no-such-program'],
    [127, '/etc/passwd/x'],
    [126, '/etc'],
    [126, '/etc/passwd'],
  ])('ends with %i for %s', (status, name) => {
    expect(spawnSync(released(temporaryFolder()), heldArgs([name], '/bin:/usr/bin')).status).toBe(status);
  });
});
