import { spawn } from 'node:child_process';
import type { Ending } from '../model/ending.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import { callsInFlight } from './in-flight.ts';
import { listenForInterrupts } from './interrupts.ts';
import { untilPlannedStop } from './planned-stop.ts';
import { readProcessStatus } from './process-status.ts';
import { explainDenial, readPtraceFacts } from './ptrace-denial.ts';
import type { RecordEvent, StopPlan, StopReason, WorkloadStatus } from './recorder.ts';
import { sleep } from './sleep.ts';
import { exitStatusOf } from './trace-end.ts';
import { tracees } from './tracees.ts';

/** Running processes to attach strace to. */
export interface AttachedRun {
  /** Strace and its arguments. */
  readonly argv: readonly string[];
  readonly pids: readonly number[];
  /** The file strace writes to. */
  readonly output: string;
  readonly stop: StopPlan;
  readonly progress: boolean;
  readonly tell: (event: RecordEvent) => void;
}

/** How it went. */
export interface AttachedOutcome {
  readonly ending: Ending;
  readonly status: WorkloadStatus;
  readonly interrupted: boolean;
  /** The second signal, which asked to leave at once. */
  readonly hurried?: NodeJS.Signals;
  readonly problems: readonly Problem[];
  /** Numbers of the calls the processes were in before. */
  readonly inFlight: readonly number[];
}

/** How long strace may take to detach and write its table, milliseconds. */
const detachMs = 5000;
const lookMs = 20;

/**
 * Attaches strace to running processes until they end or the time has come to let go of them; they live on. Fails when any of
 * them cannot be attached to.
 */
export async function runAttached(run: AttachedRun): Promise<Result<AttachedOutcome>> {
  const { pids, stop, tell } = run;
  for (const pid of pids) {
    const problem = obstacle(pid);
    if (problem) return fail(problem);
  }
  const problems: Problem[] = [{ kind: 'attached-late' }];
  const inFlight = [...new Set(pids.flatMap(callsInFlight))];
  const ended = new AbortController();
  const interrupted = new AbortController();
  const hurried = new AbortController();
  let hurry: NodeJS.Signals | undefined;
  let refused: Problem | undefined;
  let detaching = false;

  // In a session of its own: a terminal's Ctrl-C would reach strace a second time.
  const tracer = spawn(run.argv[0] ?? 'strace', run.argv.slice(1), {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const exited = new Promise<WorkloadStatus | undefined>((resolve) => {
    tracer.once('error', () => resolve(undefined));
    // `close`, not `exit`: only then has all of its standard error been read.
    tracer.once('close', (code, signal) => resolve(signal ? { signal } : { exitCode: code ?? 0 }));
  });
  if (tracer.pid === undefined) {
    await exited;
    return fail({ kind: 'strace-missing' });
  }
  const tracerPid = tracer.pid;
  const unlisten = listenForInterrupts(
    () => {
      interrupted.abort();
      void detach('interrupt');
    },
    (signal) => {
      hurry = signal;
      hurried.abort();
      tracer.kill('SIGKILL');
    },
  );
  const leave = (): void => void tracer.kill('SIGINT');
  process.once('exit', leave);
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => {
    const problem = refused ? undefined : attachFailure(text);
    if (problem === undefined) return;
    refused = problem;
    tracer.kill('SIGINT');
  });
  tell({ kind: 'started', tracerPid });
  const start = performance.now();
  const ticking = run.progress
    ? setInterval(() => {
        const elapsedMs = Math.round(performance.now() - start);
        tell({ kind: 'processes', traced: tracees(tracerPid).length, elapsedMs });
      }, 1000)
    : undefined;
  const attaching = untilAttached();
  const planned = untilPlannedStop(stop, {
    started: attaching,
    ended: ended.signal,
    interrupted: interrupted.signal,
    hurried: hurried.signal,
    tell,
    problem: (problem) => problems.push(problem),
  }).then((why) => why && detach(why));

  const exit = await exited;
  ended.abort();
  clearInterval(ticking);
  await planned;
  process.removeListener('exit', leave);
  unlisten();

  if (refused) return fail(refused);
  const { ending, status } = judge(exit);
  if (ending === 'lost') problems.push({ kind: 'tracer-lost' });
  return ok({
    ending,
    status,
    interrupted: interrupted.signal.aborted,
    ...(hurry ? { hurried: hurry } : {}),
    problems,
    inFlight,
  });

  async function detach(why: StopReason): Promise<void> {
    if (detaching || ended.signal.aborted) return;
    detaching = true;
    tell({ kind: 'stopping', signal: 'SIGINT', why });
    // Before it has attached the signal would end it without a word.
    await Promise.race([attaching, sleep(detachMs, ended.signal)]);
    tracer.kill('SIGINT');
    if (await sleep(detachMs, ended.signal)) tracer.kill('SIGKILL');
  }

  async function untilAttached(): Promise<void> {
    while (pids.some(isWaiting) && (await sleep(lookMs, ended.signal)));
  }

  /** One that has ended meanwhile is not waited for. */
  function isWaiting(pid: number): boolean {
    const now = readProcessStatus(pid);
    return now !== undefined && now.state !== 'Z' && now.tracer !== tracerPid;
  }

  function judge(exit: WorkloadStatus | undefined): { readonly ending: Ending; readonly status: WorkloadStatus } {
    // Told to let go, strace ends by that signal itself; as a status a shell would say 130.
    if (exit?.signal === 'SIGINT' || exit?.exitCode === 130) return { ending: 'detached', status: {} };
    if (exit?.signal !== undefined || exit?.exitCode !== 0) return { ending: 'lost', status: {} };
    const statuses = pids.map((pid) => exitStatusOf(pid, run.output));
    const [first] = statuses;
    if (first === undefined || statuses.includes(undefined)) return { ending: 'unknown', status: {} };
    return { ending: 'exited', status: pids.length === 1 ? { exitCode: first } : {} };
  }
}

/** What can be seen before: strace would say less. */
function obstacle(pid: number): Problem | undefined {
  const status = readProcessStatus(pid);
  if (status === undefined || status.state === 'Z') return { kind: 'pid-not-found', what: String(pid) };
  return status.tracer === 0 ? undefined : explainDenial(readPtraceFacts(pid));
}

/** Reads strace's own words: `strace: attach: ptrace(PTRACE_SEIZE, 7155): Operation not permitted` (attach_tcb in its strace.c). */
function attachFailure(text: string): Problem | undefined {
  const match = /^strace: attach: ptrace\(\w+, (\d{1,10})\): (.+)$/m.exec(text);
  if (!match) return undefined;
  const pid = Number(match[1]);
  return match[2] === 'No such process'
    ? { kind: 'pid-not-found', what: String(pid) }
    : explainDenial(readPtraceFacts(pid));
}
