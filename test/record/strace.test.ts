import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recorders } from '../../src/record/index.ts';
import type { RecordEvent, StopPlan, Trace } from '../../src/record/recorder.ts';
import { tracees } from '../../src/record/tracees.ts';
import { nothing, Scratch } from './scratch.ts';
import { putFakeStrace, writeScript } from './tool.ts';

let scratch: Scratch;
let events: RecordEvent[];
let traces: Trace[];

beforeEach(() => {
  scratch = new Scratch();
  events = [];
  traces = [];
});

// After every test: no process and no file is left, whatever the workload did.
afterEach(async () => {
  for (const trace of traces) trace.dispose();
  const left = await scratch.left();
  scratch.dispose();
  expect(left).toEqual(nothing);
});

const usual: StopPlan = { signal: 'SIGTERM', graceMs: 5000 };

async function run(argv: readonly string[], plan: Partial<StopPlan> = {}, onEvent?: (event: RecordEvent) => void) {
  const result = await recorders.strace.run({ argv, pids: [] }, { ...usual, ...plan }, (event) => {
    events.push(event);
    onEvent?.(event);
  });
  if (result.ok) traces.push(result.value);
  return result;
}

async function trace(...args: Parameters<typeof run>): Promise<Trace & { readonly text: string }> {
  const result = await run(...args);
  if (!result.ok) throw new Error(`${result.problem.kind} ${result.problem.what}`);
  return { ...result.value, text: readFileSync(result.value.path, 'utf8') };
}

function sh(command: string): readonly string[] {
  return ['sh', '-c', command];
}

function kinds(): string[] {
  return events.map(({ kind }) => kind);
}

describe('a command that ends by itself', () => {
  it('is recorded with the call that never returned', async () => {
    const { ending, status, problems, interrupted, text, format, tool, kernel, path } = await trace(['true']);
    expect({ ending, status, problems, interrupted }).toEqual({
      ending: 'exited',
      status: { exitCode: 0 },
      problems: [],
      interrupted: false,
    });
    expect(text).toMatch(/^\d+ +exit_group\(0\) += \?$/m);
    expect(text).toMatch(/^execve +1 *$/m);
    expect(format).toBe('strace-summary');
    expect(tool).toMatch(/^strace \d+\.\d+/);
    expect(readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim()).toBe(kernel);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(kinds()).toEqual(['started']);
  });

  it('passes its status on', async () => {
    expect((await trace(sh('exit 42'))).status).toEqual({ exitCode: 42 });
    expect((await trace(sh('exit 127'))).status).toEqual({ exitCode: 127 });
    expect((await trace(['false'])).status).toEqual({ exitCode: 1 });
  });

  it.each(['SIGSEGV', 'SIGKILL', 'SIGTERM', 'SIGINT', 'SIGABRT'] as const)(
    'passes on that %s ended it',
    async (signal) => {
      const { ending, status, problems } = await trace(sh(`kill -${signal.slice(3)} $$`));
      expect({ ending, status, problems }).toEqual({ ending: 'signalled', status: { signal }, problems: [] });
    },
  );

  it('keeps what its arguments and files hold out of the trace', async () => {
    const { text } = await trace(sh('exec sh -c "cat /etc/hostname; exit 0" top-secret </dev/null >/dev/null'));
    expect(text).not.toMatch(/top-secret|hostname|\/etc/);
  });

  it('may look like an option', async () => {
    writeScript(join(scratch.folder, '-p'), 'exit 9');
    process.env.PATH = `${process.env.PATH}:${scratch.folder}`;
    expect((await trace(['-p', '1'])).status).toEqual({ exitCode: 9 });
  });
});

describe('a command that cannot be run', () => {
  it.each([
    ['seccinch-no-such-command', 'command-not-found'],
    ['/no/such/command', 'command-not-found'],
    ['', 'command-not-found'],
    ['/etc/passwd', 'command-not-executable'],
    ['/', 'command-not-executable'],
  ])('%s', async (what, kind) => {
    expect(await run([what])).toEqual({ ok: false, problem: { kind, what } });
    expect(events).toEqual([]);
  });

  it('is told from one that runs only after the kernel has refused it', async () => {
    const what = writeScript(join(scratch.folder, 'lost'), '');
    writeFileSync(what, '#!/no/such/interpreter\n');
    expect(await run([what])).toEqual({ ok: false, problem: { kind: 'command-not-executable', what } });
    writeFileSync(what, 'exit 0\n');
    expect(await run([what])).toEqual({ ok: false, problem: { kind: 'command-not-executable', what } });
  });
});

describe('a planned stop', () => {
  it('ends a command that does not end', async () => {
    const { ending, status, text } = await trace(['sleep', '60'], { forMs: 200 });
    expect({ ending, status }).toEqual({ ending: 'stopped', status: { signal: 'SIGTERM' } });
    expect(text).toMatch(/^clock_nanosleep +1 +1$/m);
    expect(events.slice(1)).toEqual([{ kind: 'stopping', signal: 'SIGTERM', why: 'duration' }]);
  });

  it('is not there for a command that was over before', async () => {
    expect(await trace(['true'], { forMs: 60_000 })).toMatchObject({ ending: 'exited', status: { exitCode: 0 } });
    expect(kinds()).toEqual(['started']);
  });

  it('sends the signal that was asked for, and once', async () => {
    const script = 'n=0; trap "n=\\${n}1" USR1; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.1; done; exit $n';
    const { ending, status } = await trace(sh(script), { forMs: 200, signal: 'SIGUSR1' });
    expect({ ending, status }).toEqual({ ending: 'stopped', status: { exitCode: 1 } });
  });

  it('reaches every process of the group and lets an orderly end go on', async () => {
    const script = 'trap "sleep 0.3; /bin/true; exit 7" TERM; sleep 60 & sleep 60 & wait';
    const { ending, status, problems } = await trace(sh(script), { forMs: 300 });
    expect({ ending, status, problems }).toEqual({ ending: 'stopped', status: { exitCode: 7 }, problems: [] });
  });

  it('leaves another process group to the one that rules it', async () => {
    const log = join(scratch.folder, 'log');
    const other = `trap "echo got > ${log}" TERM; while :; do sleep 0.1; done`;
    const script = `setsid sh -c '${other}' & trap "sleep 0.3; kill -KILL $!; exit 5" TERM; while :; do sleep 0.1; done`;
    const { ending, status } = await trace(sh(script), { forMs: 500 });
    expect({ ending, status }).toEqual({ ending: 'stopped', status: { exitCode: 5 } });
    expect(existsSync(log)).toBe(false);
  });

  it('kills what does not listen, and says what that was', async () => {
    const { ending, status, problems, text } = await trace(sh('trap "" TERM; sleep 60; :'), {
      forMs: 200,
      graceMs: 300,
    });
    expect({ ending, status }).toEqual({ ending: 'killed', status: { signal: 'SIGKILL' } });
    expect(problems).toEqual([{ kind: 'killed-after-grace', what: 'sh, sleep' }]);
    expect(text).toMatch(/^total /m);
    expect(kinds()).toEqual(['started', 'stopping', 'killing']);
  });

  it('by SIGKILL is a killing', async () => {
    const { ending, problems } = await trace(['sleep', '60'], { forMs: 200, signal: 'SIGKILL' });
    expect({ ending, problems }).toEqual({
      ending: 'killed',
      problems: [{ kind: 'killed-after-grace', what: 'sleep' }],
    });
  });

  it('kills what was stopped by SIGSTOP', async () => {
    const { ending } = await trace(sh('kill -STOP $$'), { forMs: 200, graceMs: 200 });
    expect(ending).toBe('killed');
  });

  it('finds a daemon that has left the process group', async () => {
    const script = 'setsid sh -c "sleep 60 & sleep 60 & wait" & sleep 0.2; exit 3';
    const { ending, status } = await trace(sh(script), { forMs: 1500 });
    expect({ ending, status }).toEqual({ ending: 'stopped', status: { exitCode: 3 } });
    const ended = events.find(({ kind }) => kind === 'command-ended');
    expect(ended).toMatchObject({ status: 3 });
    expect(ended?.kind === 'command-ended' && [...ended.left].sort()).toEqual(['sh', 'sleep', 'sleep']);
  });

  it('follows what stays behind when the group has gone', async () => {
    const { ending } = await trace(sh('setsid sleep 60 & exec sleep 60'), { forMs: 300 });
    expect(ending).toBe('stopped');
  });

  it('says nothing of a status when a signal ended the command and others remain', async () => {
    await trace(sh('setsid sleep 60 & sleep 0.1; kill -KILL $$'), { forMs: 1200 });
    expect(events).toContainEqual({ kind: 'command-ended', left: ['sleep'] });
  });

  it('gets through a crowd of short-lived processes', async () => {
    const storm = 'while :; do /bin/true & /bin/true & wait; done';
    const { ending, problems } = await trace(sh(`${storm.replace('done', 'done &')} ${storm}`), { forMs: 500 });
    expect({ ending, problems }).toEqual({ ending: 'stopped', problems: [] });
  });
});

describe('an exercise', () => {
  it('runs, and then the workload is stopped', async () => {
    const mark = join(scratch.folder, 'mark');
    const { ending, problems } = await trace(['sleep', '60'], { exercise: `cat; echo done > ${mark}` });
    expect({ ending, problems }).toEqual({ ending: 'stopped', problems: [] });
    expect(readFileSync(mark, 'utf8')).toBe('done\n');
    expect(events.slice(1)).toEqual([
      { kind: 'exercised', status: 0 },
      { kind: 'stopping', signal: 'SIGTERM', why: 'exercise' },
    ]);
  });

  it('may fail: the workload is stopped all the same', async () => {
    const { ending, problems } = await trace(['sleep', '60'], { exercise: 'exit 3' });
    expect({ ending, problems }).toEqual({ ending: 'stopped', problems: [{ kind: 'exercise-failed', what: '3' }] });
  });

  it('starts when the command has been executed', async () => {
    const seen = join(scratch.folder, 'seen');
    const { status } = await trace(['sleep', '60'], {
      exercise: `for p in /proc/[0-9]*; do [ "$(tr '\\0' ' ' < $p/cmdline)" = 'sleep 60 ' ] && echo $p; done > ${seen}; test -s ${seen}`,
    });
    expect(status).toEqual({ signal: 'SIGTERM' });
    expect(events).toContainEqual({ kind: 'exercised', status: 0 });
  });

  it('ends with the workload', async () => {
    const { ending, status, problems } = await trace(sh('sleep 0.2; exit 4'), { exercise: 'sleep 60; :' });
    expect({ ending, status }).toEqual({ ending: 'exited', status: { exitCode: 4 } });
    expect(problems).toEqual([{ kind: 'exercise-cut-short', what: 'sleep 60; :' }]);
  });

  it('ends with the workload, though it does not listen', async () => {
    const { problems } = await trace(['sleep', '0.2'], { exercise: 'trap "" TERM; sleep 60; :' });
    expect(problems.map(({ kind }) => kind)).toEqual(['exercise-cut-short']);
  });

  it('may end the workload as its last step', async () => {
    const folder = join(scratch.folder, 'stop');
    const { ending, status, problems } = await trace(sh(`while ! [ -e ${folder} ]; do sleep 0.05; done; exit 6`), {
      exercise: `mkdir ${folder}; sleep 0.3`,
    });
    expect(status).toEqual({ exitCode: 6 });
    expect({ ending, problems }).toEqual({ ending: 'exited', problems: [] });
  });

  it('is cut by the duration', async () => {
    const { ending, problems } = await trace(['sleep', '60'], { exercise: 'sleep 60; :', forMs: 300 });
    expect({ ending, problems }).toEqual({ ending: 'stopped', problems: [] });
    expect(events).toContainEqual({ kind: 'stopping', signal: 'SIGTERM', why: 'duration' });
  });

  it('leaves no process of its own behind', async () => {
    await trace(['sleep', '60'], { exercise: 'sleep 60 & exit 0' });
  });

  it('waits for a sign', async () => {
    const sign = join(scratch.folder, 'sign');
    const { problems } = await trace(sh(`sleep 0.4; : > ${sign}; sleep 60`), {
      ready: { kind: 'command', command: `test -e ${sign}` },
      exercise: `test -e ${sign}`,
    });
    expect(problems).toEqual([]);
    expect(kinds()).toEqual(['started', 'ready', 'exercised', 'stopping']);
  });

  it('is given up when the sign does not come', async () => {
    const { ending, problems } = await trace(['sleep', '60'], {
      ready: { kind: 'command', command: 'sleep 60; :' },
      readyTimeoutMs: 300,
      exercise: `: > ${join(scratch.folder, 'never')}`,
    });
    expect(ending).toBe('stopped');
    expect(problems).toEqual([{ kind: 'ready-timeout', what: 'sleep 60; :' }]);
    expect(events.at(-1)).toEqual({ kind: 'stopping', signal: 'SIGTERM', why: 'not-ready' });
  });

  it('is given up when the workload ends before the sign', async () => {
    const { ending, status, problems } = await trace(sh('sleep 0.3; exit 2'), {
      ready: { kind: 'tcp', port: 1 },
      exercise: 'true',
    });
    expect({ ending, status }).toEqual({ ending: 'exited', status: { exitCode: 2 } });
    expect(problems).toEqual([{ kind: 'ended-before-ready', what: 'tcp:1' }]);
  });
});

describe('a tracer that fails', () => {
  it('is told from a workload that was killed', async () => {
    const { ending, status, problems } = await trace(['sleep', '60'], {}, (event) => {
      if (event.kind === 'started') {
        const timer = setInterval(() => {
          if (tracees(event.tracerPid).some(({ name }) => name === 'sleep')) {
            clearInterval(timer);
            // The recorder looks for its first process at 155 ms at the latest.
            setTimeout(() => process.kill(event.tracerPid, 'SIGKILL'), 400);
          }
        }, 10);
      }
    });
    expect({ ending, status }).toEqual({ ending: 'lost', status: {} });
    expect(problems).toEqual([{ kind: 'tracer-lost', what: 'SIGKILL' }]);
  });

  it('by ending without a table loses the trace', async () => {
    const probed = 'case "$*" in *"strace -V"*) echo "strace -- version 6.1";; *) exit 1;; esac';
    putFakeStrace(scratch.folder, probed);
    const { ending, status, problems } = await trace(['true']);
    expect({ ending, status }).toEqual({ ending: 'lost', status: {} });
    expect(problems).toEqual([{ kind: 'tracer-lost', what: 'status 1' }]);
  });

  it('by not ending at all is killed', async () => {
    putFakeStrace(
      scratch.folder,
      'case "$*" in *"strace -V"*) echo "strace -- version 6.1";; *) trap "" TERM; exec sleep 60;; esac',
    );
    const { ending, problems } = await trace(['true'], { forMs: 100 });
    expect(ending).toBe('lost');
    expect(problems).toEqual([{ kind: 'tracer-lost', what: 'SIGKILL' }]);
  });
});

describe('progress', () => {
  it('is told once a second to those who ask', async () => {
    const result = await recorders.strace.run(
      { argv: ['sleep', '60'], pids: [], progress: true },
      { ...usual, forMs: 1300 },
      (event) => events.push(event),
    );
    if (result.ok) traces.push(result.value);
    expect(kinds()).toEqual(['started', 'processes', 'stopping']);
    expect(events[1]).toMatchObject({ traced: 1 });
  });
});
