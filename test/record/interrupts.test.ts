import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveCommand } from '../../src/record/command.ts';
import { runCommand } from '../../src/record/command-run.ts';
import { readProcessStatus } from '../../src/record/process-status.ts';
import { shellQuote } from './quote.ts';
import { ended, RecorderProcess, until } from './recorder-process.ts';
import { nothing, Scratch } from './scratch.ts';
import { putFakeStrace } from './tool.ts';

let scratch: Scratch;
let children: ChildProcess[];

beforeEach(() => {
  scratch = new Scratch();
  children = [];
});
afterEach(async () => {
  const left = await scratch.left();
  for (const child of children) child.kill('SIGKILL');
  scratch.dispose();
  expect(left).toEqual(nothing);
});

/** Counts its signals in a file and ends by itself a second after the first, with the status 5. */
function counting(signal: string): {
  readonly command: readonly string[];
  readonly log: string;
  readonly up: () => Promise<void>;
} {
  const log = join(scratch.folder, 'log');
  const up = join(scratch.folder, 'up');
  const script = `trap 'echo got >> ${log}' ${signal}; : > ${up}; while ! [ -e ${log} ]; do sleep 0.05; done; sleep 0.7 || sleep 0.7; exit 5`;
  return { command: ['sh', '-c', script], log, up: () => until(() => existsSync(up)) };
}

describe('a signal to the recorder', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)('%s stops the workload, once', async (signal) => {
    const { command, log, up } = counting(signal.slice(3));
    const recorder = new RecorderProcess(scratch, command);
    const child = recorder.start({ stdio: 'ignore', detached: true });
    const end = ended(child);
    await up();
    child.kill(signal);
    await end;
    expect(readFileSync(log, 'utf8')).toBe('got\n');
    expect(recorder.result()?.value).toMatchObject({ ending: 'stopped', status: { exitCode: 5 }, interrupted: true });
    expect(recorder.events().slice(1)).toEqual([{ kind: 'stopping', signal, why: 'interrupt' }]);
  });

  it('may have reached the workload before: it was stopped, too', async () => {
    const recorder = new RecorderProcess(scratch, ['sleep', '60']);
    const child = recorder.start({ stdio: 'ignore', detached: true });
    const end = ended(child);
    await until(() => scratch.processes().some((name) => /^\d+ sleep 60 $/.test(name)));
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await end;
    expect(recorder.result()?.value).toMatchObject({
      ending: 'stopped',
      status: { signal: 'SIGTERM' },
      interrupted: true,
    });
  });

  it.each(['exit 3', 'kill -TERM $$'])(
    'is heard as well where its end of the workload was heard first: %s',
    async (script) => {
      let pid = 0;
      const run = runCommand({
        argv: ['sh', '-c', script],
        output: join(scratch.folder, 'none'),
        stop: { signal: 'SIGTERM', graceMs: 1000 },
        progress: false,
        tell: (event) => {
          if (event.kind === 'started') pid = event.tracerPid;
        },
      });
      // In the turn of the loop in which the end was told, before anything that waits for a timer.
      while (readProcessStatus(pid) !== undefined) await new Promise((resolve) => setImmediate(resolve));
      process.emit('SIGTERM', 'SIGTERM');
      expect(await run).toMatchObject({ interrupted: true });
    },
  );

  it('counts once when it comes twice at the same time', async () => {
    const { command, up } = counting('TERM');
    const recorder = new RecorderProcess(scratch, command);
    const child = recorder.start({ stdio: 'ignore' });
    const end = ended(child);
    await up();
    child.kill('SIGTERM');
    await delay(10);
    child.kill('SIGTERM');
    await end;
    expect(recorder.result()?.value).toMatchObject({ ending: 'stopped', interrupted: true });
  });

  it('before the command has started stops it all the same', async () => {
    // A strace that takes its time, as on a busy machine.
    const real = resolveCommand('strace', process.env.PATH);
    const slow = `case "$*" in *"strace -V"*) ;; *) sleep 0.7;; esac; exec ${real.ok ? real.value : ''} "$@"`;
    putFakeStrace(scratch.folder, slow);
    const recorder = new RecorderProcess(scratch, ['sleep', '60']);
    const child = recorder.start({ stdio: 'ignore' });
    const end = ended(child);
    await until(() => recorder.events().length > 0);
    child.kill('SIGTERM');
    await end;
    expect(recorder.result()?.value).toMatchObject({ ending: 'stopped', status: { signal: 'SIGTERM' } });
  });

  it('ends the exercise, too', async () => {
    const recorder = new RecorderProcess(scratch, ['sleep', '60'], { exercise: 'trap "" TERM; sleep 60; :' });
    const child = recorder.start({ stdio: 'ignore' });
    const end = ended(child);
    // The recorder's own arguments hold its words, too.
    await until(() => scratch.processes().some((name) => /^\d+ sh -c trap/.test(name)));
    await delay(200);
    child.kill('SIGINT');
    await end;
    expect(recorder.result()?.value).toMatchObject({ ending: 'stopped', problems: [] });
  });

  it('a second time kills all at once', async () => {
    const script =
      'trap "" TERM INT; setsid sh -c "trap : TERM INT; while :; do sleep 1; done" & while :; do sleep 1; done';
    const exercise = 'trap "" TERM; sleep 60; :';
    const recorder = new RecorderProcess(scratch, ['sh', '-c', script], { exercise, graceMs: 60_000 });
    const child = recorder.start({ stdio: 'ignore' });
    const end = ended(child);
    await until(() => scratch.processes().filter((name) => name.includes('sleep')).length >= 3);
    await delay(300);
    child.kill('SIGINT');
    await recorder.told('stopping');
    await delay(200);
    child.kill('SIGINT');
    await end;
    expect(recorder.result()).toEqual({ ok: false, problem: { kind: 'interrupted', what: 'SIGINT' } });
  });

  it('lets go of a process that it is attached to', async () => {
    const target = spawn('sleep', ['60'], { stdio: 'ignore', env: {} });
    children.push(target);
    const recorder = new RecorderProcess(scratch, [], {}, [target.pid ?? 0]);
    const child = recorder.start({ stdio: 'ignore', detached: true });
    const end = ended(child);
    await until(() => readProcessStatus(target.pid ?? 0)?.tracer !== 0);
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await end;
    expect(recorder.result()?.value).toMatchObject({ ending: 'detached', interrupted: true });
    expect(readProcessStatus(target.pid ?? 0)).toMatchObject({ tracer: 0, name: 'sleep' });
  });
});

describe('the end of the recorder itself', () => {
  it('takes everything along', async () => {
    const recorder = new RecorderProcess(scratch, ['sh', '-c', 'sleep 60 & sleep 60'], { exercise: 'sleep 60; :' });
    const [program = '', script = '', ...args] = recorder.argv;
    // An uncaught exception while the workload runs.
    const code = 'setTimeout(() => { throw new Error("bug"); }, 700)';
    const child = spawn(program, ['--import', `data:text/javascript,${code}`, script, ...args], { stdio: 'ignore' });
    expect(await ended(child)).toEqual({ code: 1, signal: null });
    await delay(100);
  });
});

// script(1) gives the recorder a terminal and types what it reads.
describe('a terminal', () => {
  function inTerminal(recorder: RecorderProcess): ChildProcess {
    const line = recorder.argv.map(shellQuote).join(' ');
    return spawn('script', ['-qefc', line, '/dev/null'], { stdio: ['pipe', 'ignore', 'ignore'] });
  }

  it('has sent Ctrl-C to the workload already: it is not sent again', async () => {
    const { command, log, up } = counting('INT');
    const recorder = new RecorderProcess(scratch, command);
    const child = inTerminal(recorder);
    const end = ended(child);
    await up();
    child.stdin?.write('\x03');
    await end;
    expect(readFileSync(log, 'utf8')).toBe('got\n');
    expect(recorder.result()?.value).toMatchObject({ ending: 'stopped', status: { exitCode: 5 }, interrupted: true });
  });

  it('has not sent it to a process that has left the group', async () => {
    const up = join(scratch.folder, 'up');
    const recorder = new RecorderProcess(scratch, [
      'setsid',
      'sh',
      '-c',
      `trap "exit 8" INT; : > ${up}; while :; do sleep 0.05; done`,
    ]);
    const child = inTerminal(recorder);
    const end = ended(child);
    await until(() => existsSync(up));
    child.stdin?.write('\x03');
    await end;
    expect(recorder.result()?.value).toMatchObject({ ending: 'stopped', status: { exitCode: 8 } });
  });

  it('may ask twice', async () => {
    const up = join(scratch.folder, 'up');
    const recorder = new RecorderProcess(scratch, ['sh', '-c', `trap "" INT; : > ${up}; sleep 60; :`], {
      graceMs: 60_000,
    });
    const child = inTerminal(recorder);
    const end = ended(child);
    await until(() => existsSync(up));
    child.stdin?.write('\x03');
    await recorder.told('stopping');
    await delay(300);
    child.stdin?.write('\x03');
    await end;
    expect(recorder.result()).toEqual({ ok: false, problem: { kind: 'interrupted', what: 'SIGINT' } });
  });

  it('belongs to the workload', async () => {
    const said = join(scratch.folder, 'said');
    const recorder = new RecorderProcess(scratch, ['sh', '-c', `tty > ${said}; read -r line; echo "$line" >> ${said}`]);
    const child = inTerminal(recorder);
    const end = ended(child);
    await until(() => existsSync(said));
    child.stdin?.write('hello\n');
    await end;
    expect(readFileSync(said, 'utf8')).toMatch(/^\/dev\/(pts\/\d+|console|tty\S*)\nhello\n$/);
    expect(recorder.result()?.value).toMatchObject({ ending: 'exited', status: { exitCode: 0 } });
  });
});
