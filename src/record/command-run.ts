import { spawn } from 'node:child_process';
import type { Problem } from '../model/problem.ts';
import { hearLateInterrupt, listenForInterrupts } from './interrupts.ts';
import { type LeaderWatch, watchLeader } from './leader.ts';
import { untilPlannedStop } from './planned-stop.ts';
import { readProcessStatus } from './process-status.ts';
import type { RecordEvent, StopPlan, StopReason, WorkloadStatus } from './recorder.ts';
import { sleep } from './sleep.ts';
import { killNow, type StopOutcome, stopProcesses } from './stop.ts';
import { exitStatusOf } from './trace-end.ts';
import { descendants, tracees } from './tracees.ts';

/** A command to run under strace. */
export interface CommandRun {
  /** Strace and its arguments. */
  readonly argv: readonly string[];
  /** The file strace writes to. */
  readonly output: string;
  readonly stop: StopPlan;
  readonly progress: boolean;
  readonly tell: (event: RecordEvent) => void;
}

/** How it went. */
export interface CommandOutcome {
  /** How strace ended: as the workload did, unless strace was killed; `undefined` when it could not be started. */
  readonly exit: WorkloadStatus | undefined;
  /** What the stopping came to, when there was one. */
  readonly stopped?: StopOutcome;
  readonly interrupted: boolean;
  /** The second signal, which asked to leave at once: everything has been killed. */
  readonly hurried?: NodeJS.Signals;
  readonly problems: readonly Problem[];
}

/** How long strace may take to execute the command, milliseconds. */
const startMs = 5000;
/** How long strace may take to write its table after the last process, milliseconds. */
const tableMs = 5000;

/**
 * Runs a command under strace with this process's own stdin, stdout and stderr and in its process group, so that a program
 * keeps its terminal, until it ends or has been stopped. Nothing of it is left when this resolves.
 */
export async function runCommand(run: CommandRun): Promise<CommandOutcome> {
  const { stop, tell } = run;
  const problems: Problem[] = [];
  const ended = new AbortController();
  const interrupted = new AbortController();
  const hurried = new AbortController();
  let hurry: NodeJS.Signals | undefined;
  let stopping: Promise<StopOutcome> | undefined;
  let leader: LeaderWatch | undefined;

  // A pipe that Node opens for itself turns non-blocking, also for the workload that shares it. Starting a process turns
  // what it inherits back, so they must have been opened by then.
  void process.stdout;
  void process.stderr;
  const unlisten = listenForInterrupts(
    ({ signal, delivered }) => {
      interrupted.abort();
      begin('interrupt', signal, delivered);
    },
    (signal) => {
      hurry = signal;
      hurried.abort();
      leave();
    },
  );
  const tracer = spawn(run.argv[0] ?? 'strace', run.argv.slice(1), { stdio: 'inherit' });
  const exited = new Promise<WorkloadStatus | undefined>((resolve) => {
    tracer.once('error', () => resolve(undefined));
    tracer.once('exit', (code, signal) => resolve(signal ? { signal } : { exitCode: code ?? 0 }));
  });
  const { pid } = tracer;
  if (pid === undefined) {
    unlisten();
    return { exit: await exited, interrupted: false, problems };
  }

  process.once('exit', leave);
  tell({ kind: 'started', tracerPid: pid });
  leader = watchLeader(pid, ended.signal, (left) => {
    const status = exitStatusOf(leader?.last()?.pid ?? 0, run.output);
    tell({ kind: 'command-ended', ...(status === undefined ? {} : { status }), left: left.map(({ name }) => name) });
  });
  const ticking = run.progress ? count(pid, tell) : undefined;
  const planned = untilPlannedStop(stop, {
    started: leader.started,
    ended: ended.signal,
    interrupted: interrupted.signal,
    hurried: hurried.signal,
    tell,
    problem: (problem) => problems.push(problem),
  }).then((why) => why && begin(why, stop.signal, false));

  const exit = await exited;
  if (!isStopping()) await hearLateInterrupt(exit?.signal, interrupted.signal);
  ended.abort();
  clearInterval(ticking);
  await planned;
  const stopped = await stopping;
  if (exit?.signal !== undefined) await endOrphans();
  process.removeListener('exit', leave);
  unlisten();
  return {
    exit,
    ...(stopped ? { stopped } : {}),
    interrupted: interrupted.signal.aborted,
    ...(hurry ? { hurried: hurry } : {}),
    problems,
  };

  function isStopping(): boolean {
    return stopping !== undefined;
  }

  function begin(why: StopReason, signal: NodeJS.Signals, delivered: boolean): void {
    if (isStopping() || ended.signal.aborted || pid === undefined) return;
    tell({ kind: 'stopping', signal, why });
    stopping = stopWorkload(pid, signal, delivered, why === 'interrupt' ? undefined : leader?.last()?.pid);
  }

  async function stopWorkload(
    tracerPid: number,
    signal: NodeJS.Signals,
    delivered: boolean,
    first: number | undefined,
  ): Promise<StopOutcome> {
    // Before there is a process to stop, strace would only be robbed of it.
    await Promise.race([leader?.started, sleep(startMs, ended.signal)]);
    const own = delivered ? readProcessStatus(process.pid)?.group : undefined;
    const outcome = await stopProcesses({
      find: () => tracees(tracerPid),
      group: () => currentGroup(),
      signal,
      ...(first === undefined ? {} : { first }),
      ...(own === undefined ? {} : { served: own }),
      graceMs: stop.graceMs,
      over: ended.signal,
      killing: (traced) => tell({ kind: 'killing', traced }),
    });
    if (await sleep(tableMs, ended.signal)) leave();
    return outcome;
  }

  /** A shell or a daemon may have moved to a group of its own since it was last looked at. */
  function currentGroup(): number | undefined {
    const last = leader?.last();
    const now = last && readProcessStatus(last.pid);
    return now?.tracer === pid ? now?.group : last?.group;
  }

  /** The tracees first: without their tracer nothing tells them from other processes. */
  function leave(): void {
    if (pid === undefined || ended.signal.aborted) return;
    killNow(() => tracees(pid));
    tracer.kill('SIGKILL');
  }

  /** When strace itself was killed the workload goes on without it. */
  async function endOrphans(): Promise<void> {
    const find = () => [
      ...new Map((leader?.living() ?? []).flatMap(descendants).map((process) => [process.pid, process])).values(),
    ];
    if (find().length === 0) return;
    await stopProcesses({
      find,
      group: () => undefined,
      signal: stop.signal,
      graceMs: stop.graceMs,
      over: hurried.signal,
      killing: (traced) => tell({ kind: 'killing', traced }),
    });
    if (hurry) killNow(find);
  }
}

function count(tracer: number, tell: (event: RecordEvent) => void): NodeJS.Timeout {
  const start = performance.now();
  return setInterval(() => {
    tell({ kind: 'processes', traced: tracees(tracer).length, elapsedMs: Math.round(performance.now() - start) });
  }, 1000);
}
