import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rawCalls } from '../../scripts/strace-raw-calls.mjs';
import { traceeEvents } from '../../scripts/tracee-events.mjs';
import { traceeLine } from '../../scripts/tracee-layouts.mjs';
import { runc } from '../../src/enforce/runtime.ts';
import { formatRecording } from '../../src/model/format-recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import { tracee } from '../../src/parsers/tracee.ts';
import { bytesSource } from '../parsers/bytes-source.ts';
import { runConfined } from './confined.ts';
import { requireMachine } from './machine.ts';
import { generateProfile } from './record-workload.ts';
import { type Stage, setStage } from './stage.ts';
import { nativeWorkloads } from './workloads/native.ts';
import { pythonWorkloads } from './workloads/python.ts';
import { shellWorkloads } from './workloads/shell.ts';

const workloads = [...shellWorkloads, ...pythonWorkloads, ...nativeWorkloads].filter(
  ({ name, stdin, uid }) =>
    stdin === undefined &&
    uid === undefined &&
    /^(?:pipeline|bash-jobs|timeout-term|perl|python-.*|c-signals|c-threads)$/.test(name),
);

/** The stream that Tracee would print of a run, by its rules, as strace saw it. */
function streamOf(stage: Stage, asked: { readonly returns: boolean; readonly enters: boolean }): string {
  stage.fill();
  const log = join(stage.results, 'raw.strace');
  const [program, ...args] = stage.argv;
  // -X raw and raw=all: numbers, as events have them.
  const strace = ['-f', '-n', '-ttt', '-X', 'raw', '-e', 'raw=all', '-o', log, program, ...args];
  spawnSync('strace', strace, {
    cwd: stage.folder,
    env: Object.fromEntries(stage.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const calls = rawCalls(readFileSync(log, 'latin1'));
  const container = {
    id: 'c0ffee'.repeat(10).padEnd(64, '0'),
    name: 'app',
    image: 'docker.io/fixtures/app:1.0',
    digest: `sha256:${'0'.repeat(64)}`,
    pod: '',
    namespace: '',
    uid: '',
    started: true,
  };
  const setting = { container, comm: 'app', path: '/app', first: calls[0]?.tid ?? 0 };
  const events = traceeEvents(calls, { ...asked, program: '/app' });
  return events.map((event) => `${traceeLine('0.24', event, setting)}\n`).join('');
}

/** The profile of what a stream tells, as a user gets it. */
async function profileFrom(stage: Stage, stream: string, into: string): Promise<string> {
  const builder = new RecordingBuilder();
  const context = {
    subject: { kind: 'command', name: 'host' },
    by: 'image',
    abi: 'x86_64',
    abiIsAssumed: true,
  } as const;
  await tracee.parse(bytesSource(Buffer.from(stream)), builder, context);
  const [recording, ...others] = builder.recordings();
  if (recording === undefined || others.length > 0) throw new Error('not one recording');
  expect(recording.gaps).toEqual([]);
  writeFileSync(join(stage.results, 'workload.recording.json'), formatRecording(recording));
  return generateProfile(stage, into, ['-n', 'workload']);
}

describe.each(workloads)('$name, as Tracee would tell it', (workload) => {
  let stage: Stage;
  beforeAll(() => {
    requireMachine(['strace', ...workload.needs]);
    stage = setStage(workload);
  });

  it.each([
    ['sys_enter', { returns: false, enters: true }],
    ['the events of each call, told on return', { returns: true, enters: false }],
  ])(
    'runs under the profile made from %s',
    async (title, asked) => {
      const seccomp = await profileFrom(stage, streamOf(stage, asked), asked.enters ? 'enters' : 'returns');
      const ran = await runConfined(stage, { runtime: runc, noNewPrivileges: true, seccomp });
      expect(ran, title).toMatchObject({ status: workload.status });
      if (typeof workload.prints === 'string') expect(ran.stdout, ran.stderr).toBe(workload.prints);
      else expect(ran.stdout, ran.stderr).toMatch(workload.prints);
    },
    60_000,
  );
});

it('covers workloads of several kinds', () => {
  expect(workloads.length).toBeGreaterThan(6);
});
