import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProcessStatus } from '../../src/record/process-status.ts';
import type { RecordEvent, StopPlan } from '../../src/record/recorder.ts';
import { strace } from '../../src/record/strace.ts';
import { sendSignal } from '../../src/record/tracees.ts';
import { nothing, Scratch } from './scratch.ts';

let scratch: Scratch;
let children: ChildProcess[];
let events: RecordEvent[];

beforeEach(() => {
  scratch = new Scratch();
  children = [];
  events = [];
});

afterEach(async () => {
  for (const child of children) {
    if (child.pid) sendSignal(-child.pid, 'SIGKILL');
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once('exit', resolve));
  }
  const left = await scratch.left();
  scratch.dispose();
  expect(left).toEqual(nothing);
});

async function start(script: string): Promise<number> {
  const child = spawn('sh', ['-c', script], { stdio: 'ignore', detached: true });
  children.push(child);
  await delay(100);
  return child.pid ?? 0;
}

async function attach(pids: readonly number[], plan: Partial<StopPlan> = {}, onEvent?: (event: RecordEvent) => void) {
  const result = await strace.run({ argv: [], pids }, { signal: 'SIGTERM', graceMs: 1000, ...plan }, (event) => {
    events.push(event);
    onEvent?.(event);
  });
  if (!result.ok) return result;
  const text = readFileSync(result.value.path, 'utf8');
  result.value.dispose();
  const { ending, status, problems } = result.value;
  return { ending, status, problems: problems.map(({ kind }) => kind), text };
}

describe('attaching to a process', () => {
  it('lets go of it after a time, and it lives on', async () => {
    const pid = await start('while :; do sleep 0.05; done');
    const outcome = await attach([pid], { forMs: 400 });
    expect(outcome).toMatchObject({ ending: 'detached', status: {}, problems: ['attached-late'] });
    expect('text' in outcome && outcome.text).toMatch(/^execve +\d/m);
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'stopping']);
    expect(readProcessStatus(pid)).toMatchObject({ tracer: 0 });
    expect(readProcessStatus(pid)?.state).toMatch(/[RS]/);
  });

  it('lets go of one that only waits: there is no table then', async () => {
    const pid = await start('exec sleep 60');
    const outcome = await attach([pid], { forMs: 300 });
    expect(outcome).toMatchObject({ ending: 'detached', problems: ['attached-late'] });
    expect('text' in outcome && outcome.text).toMatch(/<detached \.\.\.>/);
    expect(readProcessStatus(pid)).toMatchObject({ tracer: 0, name: 'sleep' });
  });

  it('lets go when told to while it still attaches', async () => {
    const pid = await start('exec sleep 60');
    expect(await attach([pid], { forMs: 1 })).toMatchObject({ ending: 'detached' });
    expect(readProcessStatus(pid)).toMatchObject({ tracer: 0, name: 'sleep' });
  });

  it('lets go after an exercise', async () => {
    const pid = await start('exec sleep 60');
    const outcome = await attach([pid], { exercise: `grep -q 'TracerPid:[^0-9]*[1-9]' /proc/${pid}/status` });
    expect(outcome).toMatchObject({ ending: 'detached', problems: ['attached-late'] });
    expect(events).toContainEqual({ kind: 'exercised', status: 0 });
  });

  it('follows it to its end', async () => {
    const pid = await start('sleep 0.5; exit 3');
    expect(await attach([pid])).toMatchObject({
      ending: 'exited',
      status: { exitCode: 3 },
      problems: ['attached-late'],
    });
  });

  it('does not know how it ended when a signal did it', async () => {
    const pid = await start('sleep 0.5; kill -KILL $$');
    expect(await attach([pid])).toMatchObject({ ending: 'unknown', status: {} });
  });

  it('follows several, and lets go of all', async () => {
    const pids = [await start('exec sleep 60'), await start('while :; do sleep 0.05; done')];
    expect(await attach(pids, { forMs: 300 })).toMatchObject({ ending: 'detached' });
    for (const pid of pids) expect(readProcessStatus(pid)).toMatchObject({ tracer: 0 });
  });

  it('loses the trace when strace is killed, and the process lives on', async () => {
    const pid = await start('exec sleep 60');
    const outcome = await attach([pid], {}, (event) => {
      if (event.kind === 'started') setTimeout(() => process.kill(event.tracerPid, 'SIGKILL'), 200);
    });
    expect(outcome).toMatchObject({ ending: 'lost', problems: ['attached-late', 'tracer-lost'] });
    expect(readProcessStatus(pid)).toMatchObject({ tracer: 0, name: 'sleep' });
  });
});

describe('what cannot be attached to', () => {
  it('is a process that is not there', async () => {
    const what = String(2 ** 22 + 1);
    expect(await attach([Number(what)])).toEqual({ ok: false, problem: { kind: 'pid-not-found', what } });
    const alive = await start('exec sleep 60');
    expect(await attach([alive, Number(what)])).toEqual({ ok: false, problem: { kind: 'pid-not-found', what } });
    expect(readProcessStatus(alive)).toMatchObject({ tracer: 0 });
  });

  it('is a process that another tracer has', async () => {
    const pid = await start('exec sleep 60');
    const other = spawn('strace', ['-o', '/dev/null', '-p', String(pid)], { stdio: 'ignore', detached: true });
    children.push(other);
    await delay(200);
    const what = `strace (${other.pid})`;
    expect(await attach([pid])).toEqual({ ok: false, problem: { kind: 'ptrace-taken', what } });
  });

  it.runIf(process.getuid?.() === 0 && readProcessStatus(2)?.name === 'kthreadd')(
    'is a thread of the kernel',
    async () => {
      expect(await attach([2])).toEqual({ ok: false, problem: { kind: 'ptrace-denied', what: '2' } });
    },
  );
});
