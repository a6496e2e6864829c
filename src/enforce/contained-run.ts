import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '../model/problem.ts';
import { type CapturedOutput, captureOutput } from './captured-output.ts';
import { type Container, type ContainerRequest, prepareContainer } from './container.ts';
import type { EnforcedProfile } from './enforced-profile.ts';
import { type PipedStreams, pipedStreams } from './piped-streams.ts';
import type { Refusals } from './refusal-log.ts';
import { attachTracer } from './tracer.ts';

const pidPauseMs = 10;
const signalNumbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals));

/** A run of a workload in a container of its own. */
export interface ContainedRunRequest extends ContainerRequest {
  /** With one, strace watches which calls this profile refuses. It has to be the one in the bundle. */
  readonly watch?: EnforcedProfile;
  /** What the workload reads from its standard input; nothing is an empty one. */
  readonly stdin?: string | Uint8Array;
  /** How much of each output stream is kept, bytes. The rest is read and dropped. */
  readonly outputLimit: number;
  /** When the workload is killed, milliseconds from the start. */
  readonly timeoutMs: number;
  /** Kills the workload, too. */
  readonly signal?: AbortSignal;
  /** Called once the workload has been let go: to wait for its readiness, exercise it and stop it, say. */
  readonly during?: (container: Container) => Promise<void>;
}

/** What came of it. */
export interface ContainedRun {
  readonly stdout: CapturedOutput;
  readonly stderr: CapturedOutput;
  /** The workload's exit status, 128+n where signal n ended it. */
  readonly status: number;
  /** Who ended it. */
  readonly ending: 'itself' | 'timeout' | 'aborted';
  /** With `watch`. */
  readonly refusals?: Refusals;
}

/**
 * Runs a workload under a real runtime to its end, and leaves nothing behind: no process, no container, no file, also
 * after a timeout, an abort or a throw in `during`. Gives `container-not-created`, `tracer-not-attached` and
 * `output-unwritable`. Whether the runtime is there at all is for `runtimeVersion` to say, once.
 */
export async function runContained(request: ContainedRunRequest): Promise<Result<ContainedRun>> {
  const prepared = await prepareContainer(request);
  if (!prepared.ok) return prepared;
  const container = prepared.value;
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const stop = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
  const onStop = (): void => void container.stop();
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const running = request.watch === undefined ? run(container, request) : watch(container, request, request.watch);
    if (stop.aborted) onStop();
    const ran = await running;
    if (!ran.ok) return ran;
    const ending = request.signal?.aborted ? 'aborted' : timeout.aborted ? 'timeout' : 'itself';
    return ok({ ...ran.value, ending });
  } finally {
    stop.removeEventListener('abort', onStop);
    await container.stop();
    await container.dispose();
  }
}

type Outcome = Result<Omit<ContainedRun, 'ending'>>;

async function run(container: Container, request: ContainedRunRequest): Promise<Outcome> {
  const streams = await pipedStreams(container.folder, request.stdin);
  const child = container.run(streams.stdio);
  const output = capture(streams, request);
  const ended = exitStatus(child);
  if (request.during !== undefined) {
    while ((await container.pid()) === undefined && child.exitCode === null && child.signalCode === null) {
      await delay(pidPauseMs);
    }
    await request.during(container);
  }
  const status = await ended;
  if ((await container.pid()) === undefined) return fail(await container.refusal());
  return ok({ ...(await output), status });
}

async function watch(container: Container, request: ContainedRunRequest, profile: EnforcedProfile): Promise<Outcome> {
  const streams = await pipedStreams(container.folder, request.stdin);
  const child = container.create(streams.stdio);
  const output = capture(streams, request);
  const created = await exitStatus(child);
  const pid = await container.pid();
  if (created !== 0 || pid === undefined) return fail(await container.refusal());
  const attached = await attachTracer(profile, pid, join(container.folder, 'refusals.log'));
  if (!attached.ok) return attached;
  const tracer = attached.value;
  try {
    const started = await container.start();
    if (!started.ok) return started;
    await request.during?.(container);
    await tracer.ended;
    const refusals = await tracer.refusals();
    return ok({ ...(await output), status: shellStatus(refusals.status), refusals });
  } finally {
    await container.stop();
    tracer.child.kill('SIGKILL');
  }
}

/** Both outputs, when whoever holds them has let go of them. */
async function capture(
  streams: PipedStreams,
  { outputLimit }: ContainedRunRequest,
): Promise<Pick<ContainedRun, 'stdout' | 'stderr'>> {
  streams.begun();
  const [stdout, stderr] = await Promise.all([
    captureOutput(streams.stdout, outputLimit),
    captureOutput(streams.stderr, outputLimit),
  ]);
  return { stdout, stderr };
}

/** The exit status; 128 where the runtime could not be started, or a signal ended it. */
function exitStatus(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (code: number | null) => resolve(code ?? 128));
    child.once('error', () => resolve(128));
  });
}

/** As a shell counts it; SIGKILL where the trace does not tell, since only that cuts it short. */
function shellStatus(status: Refusals['status']): number {
  if (status === undefined) return 128 + constants.signals.SIGKILL;
  if ('exitCode' in status) return status.exitCode;
  return 128 + (signalNumbers.get(status.signal) ?? 0);
}
