import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireMachine } from './machine.ts';

const script = fileURLToPath(new URL('../../scripts/measure-runtime.mjs', import.meta.url));

beforeAll(() => requireMachine(['setpriv']));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe('measure-runtime', () => {
  it('explains itself within 80 columns', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('npm run measure:runtime -- --quick --compare');
  });

  it.each([
    [['--nope'], "Unknown option '--nope'"],
    [['--output', 'xml'], 'unknown format: xml'],
    [['--date', 'today'], '--date: YYYY-MM-DD'],
    [['--runtime', '/nowhere/runc'], 'not there, or without a version: /nowhere/runc'],
    [['--runtime', '/bin/true'], 'not there, or without a version: /bin/true'],
    [['--runtime', 'runc=../../etc/x'], 'the name of a family is letters and dashes'],
  ])('%j is refused with a reason, status 2', (args, words) => {
    const { status, stdout, stderr } = run('--compare', ...args);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('knows no family but those of the tables', () => {
    const { status, stderr } = run('--compare', '--runtime', 'runc=youki');
    expect(stderr).toBe(
      'measure-runtime: no such family in scripts/runtime-families.mjs: youki\n' +
        'measure-runtime: if it behaves like crun or runc, say so: --runtime PATH=NAME\n',
    );
    expect(status).toBe(2);
  });

  it('says that it takes root', () => {
    const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
    const { status, stderr } = spawnSync('setpriv', [...nobody, process.execPath, script, '--compare'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('measure-runtime: containers are started by root: run it with sudo\n');
    expect(status).toBe(2);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('on %s removes everything and writes nothing', async (signal) => {
    const child = spawn(process.execPath, [script, '--quick', '--compare', '--runtime', 'runc'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [told, printed] = ['', ''];
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    child.stderr.on('data', (chunk) => {
      const before = told;
      told += chunk;
      // In the midst of it: containers have come and gone, and one is there or about to be.
      if (told.includes('leaving out') && !before.includes('leaving out')) setTimeout(() => child.kill(signal), 300);
    });
    const [status] = await once(child, 'close');
    expect(told).toContain('interrupted; everything is removed, nothing is written');
    expect(printed).toBe('');
    expect(status).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`seccinch-measure-${child.pid}-`))).toEqual([]);
    const stateOf = new RegExp(`/seccinch-measure-${child.pid}-`);
    const commands = readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? [commandOf(pid)] : []));
    expect(commands.filter((command) => stateOf.test(command))).toEqual([]);
  });
});
