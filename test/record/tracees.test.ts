import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStat } from '../../src/record/interrupts.ts';
import { parseStatus, readProcessStatus } from '../../src/record/process-status.ts';
import { descendants, findLeader, tracees } from '../../src/record/tracees.ts';
import { nothing, Scratch } from './scratch.ts';

let scratch: Scratch;
let child: ChildProcess | undefined;

beforeEach(() => {
  scratch = new Scratch();
});
afterEach(async () => {
  await scratch.kill();
  const left = await scratch.left();
  scratch.dispose();
  expect(left).toEqual(nothing);
});

function trace(script: string): number {
  child = spawn('strace', ['-f', '-c', '-o', '/dev/null', '--', 'sh', '-c', script], { stdio: 'ignore' });
  return child.pid ?? 0;
}

describe('the processes that a tracer has', () => {
  it('are found, the first one above all', async () => {
    const tracer = trace('sleep 60 & setsid sleep 60 & wait');
    let found = 0;
    // The very first children are copies of strace: at no time is one of them taken for the workload.
    for (let look = 0; look < 400 && found < 20; look++) {
      const leader = findLeader(tracer);
      if (leader) {
        expect(leader).toMatchObject({ name: 'sh', parent: tracer, tracer });
        found++;
      }
      await delay(1);
    }
    expect(found).toBe(20);
    await delay(300);
    const all = tracees(tracer);
    expect(all.map(({ name }) => name).sort()).toEqual(['sh', 'sleep', 'sleep']);
    expect(new Set(all.map(({ group }) => group)).size).toBe(2);
    expect(findLeader(tracer)?.name).toBe('sh');
    expect(descendants(tracer).map(({ name }) => name)).toEqual(['strace', 'sh', 'sleep', 'sleep']);
  });

  it('are found under the name that they have executed, also where that happens between two looks at them', async () => {
    for (let run = 0; run < 100; run++) {
      const tracer = trace('kill -STOP $$');
      const end = performance.now() + 5000;
      let leader = findLeader(tracer);
      // Without a pause: the moment between a look at the status and one at the arguments is a few microseconds.
      while (leader === undefined && performance.now() < end) leader = findLeader(tracer);
      expect(leader?.name).toBe('sh');
      const exited = once(child as ChildProcess, 'exit');
      await scratch.kill();
      await exited;
    }
  });

  it('may come and go while they are counted', async () => {
    const tracer = trace('while :; do (/bin/true & /bin/true &) & /bin/true; done');
    await delay(200);
    let most = 0;
    for (let look = 0; look < 100; look++) {
      const found = tracees(tracer);
      for (const process of found) expect(process.tracer).toBe(tracer);
      most = Math.max(most, found.length);
      await delay(2);
    }
    expect(most).toBeGreaterThan(1);
  });

  it('are none for a process that traces nothing', () => {
    expect(tracees(process.pid)).toEqual([]);
    expect(findLeader(process.pid)).toBeUndefined();
    expect(descendants(2 ** 22 + 1)).toEqual([]);
  });
});

describe('the status of a process', () => {
  it('is that of this one', () => {
    expect(readProcessStatus(process.pid)).toMatchObject({
      pid: process.pid,
      parent: process.ppid,
      user: process.getuid?.(),
      tracer: 0,
    });
  });

  it('is none for a process that is not there', () => {
    expect(readProcessStatus(2 ** 22 + 1)).toBeUndefined();
  });

  it('holds a name that would like to be more than one line', async () => {
    child = spawn('sh', ['-c', "printf 'a\\nPPid:\\t1\\\\' > /proc/$$/comm; sleep 60; :"], {
      stdio: 'ignore',
      detached: true,
    });
    await delay(100);
    expect(readProcessStatus(child.pid ?? 0)).toMatchObject({
      name: 'a\nPPid:\t1\\',
      parent: process.pid,
      group: child.pid,
    });
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  });

  it('is read out of the text in any state', () => {
    expect(parseStatus(5, '')).toEqual({ pid: 5, name: '', state: '', parent: 0, tracer: 0, user: 0, group: 0 });
    expect(parseStatus(5, 'Name:\tx\nState:\tZ (zombie)\nNSpgid:\t7\t1\n')).toMatchObject({ state: 'Z', group: 7 });
  });

  it('knows its terminal, whatever its name', () => {
    const line = '7 (a) R 1 2) S 1 44 43 34816 44 4194304 0';
    expect(parseStat(line)).toEqual({ group: 44, terminal: 34816, foreground: 44 });
    expect(parseStat('7 (sh) S 1 44 43 0 -1 0')).toEqual({ group: 44, terminal: 0, foreground: -1 });
  });
});
