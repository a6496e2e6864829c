import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '../model/problem.ts';
import { type Act, actDuring, type RunBounds, runBounded } from './bounded-run.ts';
import { exitStatus, hasEnded } from './child-exit.ts';
import type { ContainedRun } from './contained-run.ts';
import type { EnforcedProfile } from './enforced-profile.ts';
import type { EngineRequest } from './engine-command.ts';
import {
  type EngineContainer,
  type EngineStart,
  type EngineState,
  prepareEngineContainer,
} from './engine-container.ts';
import type { OpenedStreams } from './opened-streams.ts';
import { outputFifo } from './piped-streams.ts';
import { refusalLog, type TraceCircumstances } from './refusal-log.ts';
import { straceFeatures } from './strace-features.ts';
import { attachTracer, commandName, readRefusals, tracerArgs } from './tracer.ts';

/** A run of a workload in a container of an engine. */
export interface EngineRunRequest extends RunBounds {
  readonly container: EngineRequest;
  /** The text of the profile; nothing runs the workload unconfined. */
  readonly seccomp?: string;
  /** With one, strace watches which calls this profile refuses, or would refuse if it were not only observed. */
  readonly watch?: EnforcedProfile;
  /** The profile in force lets through what `watch` would not (`observingProfile`). */
  readonly observing?: boolean;
  /** Called once the workload runs. */
  readonly during?: Act<Pick<EngineContainer, 'kill'>>;
}

const pauseMs = 20;
/** How often a running container's process is looked for here before it is taken to be on another machine. */
const sightings = 100;
const notStarted: ReadonlySet<string> = new Set(['configured', 'created', 'initialized']);

/**
 * Runs a workload in a container of podman or Docker to its end, and leaves none behind, also after a timeout, an abort
 * or a throw in `during`. podman's runtime is started by strace, which sees its last steps, too. The daemon of Docker starts
 * its own: there, a program that makes no call waits in the place of the workload until strace has taken hold of it.
 * Gives `container-not-created`, `tracer-not-attached` and `output-unwritable`.
 */
export async function runInEngine(request: EngineRunRequest): Promise<Result<ContainedRun>> {
  const start = await startOf(request);
  const prepared = await prepareEngineContainer(request.container, start);
  if (!prepared.ok) return prepared;
  const container = prepared.value;
  return runBounded(container, request, (streams) => {
    const { watch } = request;
    if (watch === undefined) return run(container, request, streams);
    const how: TraceCircumstances = {
      observing: request.observing === true,
      fromRuntime: start.before !== undefined,
      program: commandName(request.container.argv),
    };
    return (start.held === true ? runHeld : run)(container, request, streams, { profile: watch, how });
  });
}

type Outcome = Result<Omit<ContainedRun, 'ending'>>;

async function startOf({ container: { engine }, seccomp, watch }: EngineRunRequest): Promise<EngineStart> {
  const plain = seccomp === undefined ? {} : { seccomp };
  if (watch === undefined) return plain;
  if (engine.name === 'docker') return { ...plain, held: true };
  const features = await straceFeatures();
  // As a grandchild (-D): whoever starts the runtime waits for that alone, and strace goes on with the container.
  const before = (folder: string) => ['strace', '-D', ...tracerArgs(watch, traceIn(folder), features), '--'];
  return { ...plain, before };
}

function traceIn(folder: string): string {
  return join(folder, 'refusals.log');
}

/** What is watched for, and what is known of the trace beside. */
interface Watch {
  readonly profile: EnforcedProfile;
  readonly how: TraceCircumstances;
}

// The log goes through a FIFO: when strace, which outlives the engine's client by a moment, has let go of it, all is there.
async function run(
  container: EngineContainer,
  request: EngineRunRequest,
  streams: OpenedStreams,
  watch?: Watch,
): Promise<Outcome> {
  const log = watch && (await outputFifo(traceIn(container.folder)));
  const reading = log && readRefusals(refusalLog(watch.profile, undefined, watch.how), log.stream);
  const child = container.run(streams.stdio);
  const output = streams.output();
  const ended = exitStatus(child);
  await actWhileRunning(container, child, request, ended);
  const status = await ended;
  const state = await container.state();
  log?.close();
  const [refusals, kept] = await Promise.all([reading, output]);
  if (refusals === undefined ? !hasStarted(status, state) : !refusals.entered) return refusal(container, request, kept);
  return ok({ ...kept, status: state?.exitCode ?? status, ...(refusals && { refusals }), hidden: [] });
}

// The engine's own status where it could not even create a container (docker-run(1), podman-run(1), "Exit Status").
function hasStarted(status: number, state: EngineState | undefined): boolean {
  return state === undefined ? status !== 125 : !notStarted.has(state.status);
}

async function runHeld(
  container: EngineContainer,
  request: EngineRunRequest,
  streams: OpenedStreams,
  { profile, how }: Watch,
): Promise<Outcome> {
  const child = container.run(streams.stdio);
  const output = streams.output();
  const ended = exitStatus(child);
  const held = await heldProcess(container, child);
  if (held === undefined) {
    await ended;
    return refusal(container, request, await output);
  }
  if (held === 'elsewhere') return fail({ kind: 'tracer-not-attached', what: 'the container is on another machine' });
  const attached = await attachTracer(profile, held, traceIn(container.folder), how);
  if (!attached.ok) return (await hasEnded(held)) ? refusal(container, request, await output) : attached;
  const tracer = attached.value;
  try {
    await container.release(held);
    await actDuring(container, request.during, tracer.ended);
    await tracer.ended;
    const status = await ended;
    const state = await container.state();
    const [refusals, kept] = await Promise.all([tracer.refusals(), output]);
    if (!refusals.entered) return refusal(container, request, kept);
    return ok({ ...kept, status: state?.exitCode ?? status, refusals, hidden: [] });
  } finally {
    await container.stop();
    tracer.child.kill('SIGKILL');
  }
}

/** The pid of the program that waits; nothing when the client has ended without there being one. */
async function heldProcess(container: EngineContainer, child: ChildProcess): Promise<number | 'elsewhere' | undefined> {
  for (let seen = 0; isAlive(child); ) {
    const state = await container.state();
    if (state !== undefined && state.pid > 0 && (await container.isHeld(state.pid))) return state.pid;
    if (state?.status === 'running') seen += 1;
    if (seen === sightings) return 'elsewhere';
    await delay(pauseMs);
  }
  return undefined;
}

async function actWhileRunning(
  container: EngineContainer,
  child: ChildProcess,
  { during }: EngineRunRequest,
  ended: Promise<unknown>,
): Promise<void> {
  if (during === undefined) return;
  let state: EngineState | undefined;
  while (isAlive(child) && state?.status !== 'running') {
    await delay(pauseMs);
    state = await container.state();
  }
  await actDuring(container, during, ended);
}

function isAlive({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode === null && signalCode === null && pid !== undefined;
}

async function refusal(
  container: EngineContainer,
  { container: { engine } }: EngineRunRequest,
  { stderr }: Pick<ContainedRun, 'stderr'>,
): Promise<Result<never>> {
  const words = (await container.words()) || String(stderr.bytes).trim();
  return fail({ kind: 'container-not-created', what: words || engine.name });
}
