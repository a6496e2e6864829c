import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '../model/problem.ts';
import { type Act, actDuring, type RunBounds, type RunEnding, runBounded } from './bounded-run.ts';
import { exitStatus, hasEnded } from './child-exit.ts';
import { type Container, type ContainerRequest, prepareContainer } from './container.ts';
import type { EnforcedProfile } from './enforced-profile.ts';
import type { KeptOutput, OpenedStreams } from './opened-streams.ts';
import { type Refusals, refusalLog } from './refusal-log.ts';
import { hiddenParts } from './root-view.ts';
import { straceFeatures } from './strace-features.ts';
import { attachTracer, commandName, readRefusals, tracerArgs } from './tracer.ts';

const pidPauseMs = 10;
const signalNumbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals));

/** A run of a workload in a container of its own. */
export interface ContainedRunRequest extends ContainerRequest, RunBounds {
  /** With one, strace watches which calls this profile refuses. It has to be the one in the bundle. */
  readonly watch?: EnforcedProfile;
  /**
   * With one, strace tells from the runtime's first step on which calls this profile would refuse, the runtime's own
   * among them. The one in the bundle has to let them through (`observingProfile`).
   */
  readonly observe?: EnforcedProfile;
  /** Called once the workload has been let go: to wait for its readiness, exercise it and stop it, say. */
  readonly during?: Act<Container>;
}

/** What came of it. */
export interface ContainedRun extends KeptOutput {
  /** The workload's exit status, 128+n where signal n ended it. */
  readonly status: number;
  readonly ending: RunEnding;
  /** With `watch` or `observe`. */
  readonly refusals?: Refusals;
  /** With `root`: mount points of it that could not be shown, sorted. */
  readonly hidden: readonly string[];
}

/**
 * Runs a workload under a real runtime to its end, and leaves nothing behind: no process, no container, no file, also
 * after a timeout, an abort or a throw in `during`. Gives `container-not-created`, `overlay-unavailable`,
 * `tracer-not-attached` and `output-unwritable`. Whether the runtime is there at all is for `runtimeVersion` to say, once.
 */
export async function runContained(request: ContainedRunRequest): Promise<Result<ContainedRun>> {
  const prepared = await prepareContainer(request);
  if (!prepared.ok) return prepared;
  const container = prepared.value;
  return runBounded(container, request, async (streams) => {
    const ran = await begin(container, request, streams);
    return ran.ok ? ok({ ...ran.value, hidden: await hiddenParts(container.folder) }) : ran;
  });
}

type Outcome = Result<Omit<ContainedRun, 'ending' | 'hidden'>>;

function begin(container: Container, request: ContainedRunRequest, streams: OpenedStreams): Promise<Outcome> {
  if (request.observe !== undefined) return observe(container, request, streams, request.observe);
  if (request.watch !== undefined) return watch(container, request, streams, request.watch);
  return run(container, request, streams);
}

async function run(container: Container, request: ContainedRunRequest, streams: OpenedStreams): Promise<Outcome> {
  const child = container.run(streams.stdio);
  const output = streams.output();
  const ended = exitStatus(child);
  if (request.during !== undefined) {
    await pidOf(container, child);
    await actDuring(container, request.during, ended);
  }
  const status = await ended;
  if ((await container.pid()) === undefined) return fail(await container.refusal());
  return ok({ ...(await output), status });
}

async function watch(
  container: Container,
  request: ContainedRunRequest,
  streams: OpenedStreams,
  profile: EnforcedProfile,
): Promise<Outcome> {
  const child = container.create(streams.stdio);
  const output = streams.output();
  const created = await exitStatus(child);
  const pid = await container.pid();
  if (created !== 0 || pid === undefined) return fail(await container.refusal());
  const attached = await attachTracer(profile, pid, join(container.folder, 'refusals.log'), {
    program: commandName(request.bundle.argv),
  });
  // Under a wrong profile the runtime's last steps may fail before strace comes.
  if (!attached.ok) return (await hasEnded(pid)) ? fail(await container.refusal()) : attached;
  const tracer = attached.value;
  try {
    const started = await container.start();
    if (!started.ok) return started;
    await actDuring(container, request.during, tracer.ended);
    await tracer.ended;
    const refusals = await tracer.refusals();
    return ok({ ...(await output), status: shellStatus(refusals.status), refusals });
  } finally {
    await container.stop();
    tracer.child.kill('SIGKILL');
  }
}

// strace has started the runtime, so it sees the container's process from its birth, and ends with it.
async function observe(
  container: Container,
  request: ContainedRunRequest,
  streams: OpenedStreams,
  profile: EnforcedProfile,
): Promise<Outcome> {
  const log = join(container.folder, 'refusals.log');
  const child = container.create(streams.stdio, ['strace', ...tracerArgs(profile, log, await straceFeatures()), '--']);
  const output = streams.output();
  const ended = exitStatus(child);
  const pid = await pidOf(container, child);
  if (pid === undefined) {
    await ended;
    return fail(await container.refusal());
  }
  const started = await container.start();
  if (!started.ok) return started;
  await actDuring(container, request.during, ended);
  await ended;
  const how = { observing: true, fromRuntime: true, program: commandName(request.bundle.argv) };
  const refusals = await readRefusals(refusalLog(profile, pid, how), log);
  return ok({ ...(await output), status: shellStatus(refusals.status), refusals });
}

/** The entry point's pid as soon as there is one; nothing when the runtime has ended without. */
async function pidOf(container: Container, child: ChildProcess): Promise<number | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const pid = await container.pid();
    if (pid !== undefined) return pid;
    await delay(pidPauseMs);
  }
  return container.pid();
}

/** As a shell counts it; SIGKILL where the trace does not tell, since only that cuts it short. */
function shellStatus(status: Refusals['status']): number {
  if (status === undefined) return 128 + constants.signals.SIGKILL;
  if ('exitCode' in status) return status.exitCode;
  return 128 + (signalNumbers.get(status.signal) ?? 0);
}
