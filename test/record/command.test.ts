import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveCommand } from '../../src/record/command.ts';
import { Scratch } from './scratch.ts';

let scratch: Scratch;
let one: string;
let two: string;

beforeAll(() => {
  scratch = new Scratch();
  one = join(scratch.folder, 'one');
  two = join(scratch.folder, 'two');
  mkdirSync(one);
  mkdirSync(two);
  const script = (path: string, mode: number): void => {
    writeFileSync(path, '#!/bin/sh\nexit 42\n');
    chmodSync(path, mode);
  };
  script(join(two, 'both'), 0o755);
  script(join(one, 'both'), 0o644);
  script(join(two, 'second'), 0o755);
  script(join(one, 'plain'), 0o644);
  script(join(one, '-dash'), 0o755);
  mkdirSync(join(one, 'folder'));
  mkdirSync(join(one, 'shadowed'));
  script(join(two, 'shadowed'), 0o755);
});

afterAll(() => scratch.dispose());

const notFound = (what: string) => ({ ok: false, problem: { kind: 'command-not-found', what } });
const notExecutable = (what: string) => ({ ok: false, problem: { kind: 'command-not-executable', what } });

describe('looking a command up', () => {
  it('takes the first program in PATH and passes by what cannot be one', () => {
    const path = `${one}:${two}`;
    expect(resolveCommand('second', path)).toEqual({ ok: true, value: join(two, 'second') });
    expect(resolveCommand('both', path)).toEqual({ ok: true, value: join(two, 'both') });
    expect(resolveCommand('shadowed', path)).toEqual({ ok: true, value: join(two, 'shadowed') });
    expect(resolveCommand('-dash', path)).toEqual({ ok: true, value: join(one, '-dash') });
  });

  it('tells what is not there from what cannot be executed', () => {
    expect(resolveCommand('nowhere', `${one}:${two}`)).toEqual(notFound('nowhere'));
    expect(resolveCommand('plain', `${one}:${two}`)).toEqual(notExecutable('plain'));
    expect(resolveCommand('folder', one)).toEqual(notFound('folder'));
    expect(resolveCommand(join(one, 'plain'), '')).toEqual(notExecutable(join(one, 'plain')));
    expect(resolveCommand(join(one, 'folder'), '')).toEqual(notExecutable(join(one, 'folder')));
    expect(resolveCommand(join(one, 'nowhere'), one)).toEqual(notFound(join(one, 'nowhere')));
    expect(resolveCommand(join(one, 'plain/x'), one)).toEqual(notFound(join(one, 'plain/x')));
  });

  it('survives names that are none', () => {
    for (const name of ['', 'a\0b', 'x'.repeat(5000), '/'.repeat(5000)]) {
      expect(resolveCommand(name, one).ok).toBe(false);
    }
    expect(resolveCommand('sh', undefined)).toEqual(notFound('sh'));
  });

  it('agrees with strace about each of them', () => {
    const strace = resolveCommand('strace', process.env.PATH);
    const names = ['both', 'second', 'plain', '-dash', 'folder', 'shadowed', 'nowhere'];
    for (const name of [...names, ...names.map((name) => join(one, name))]) {
      const { status } = spawnSync(
        strace.ok ? strace.value : 'strace',
        ['-e', 'trace=none', '-o', '/dev/null', '--', name],
        {
          env: { PATH: `${one}:${two}` },
        },
      );
      expect([name, status === 42]).toEqual([name, resolveCommand(name, `${one}:${two}`).ok]);
    }
  });
});
