import type { ContainedRun } from '../enforce/contained-run.ts';
import type { Container } from '../enforce/container.ts';
import type { EnforcedProfile } from '../enforce/enforced-profile.ts';
import { copiedStreams, hiddenStreams, type OpenedStreams, ownStreams } from '../enforce/opened-streams.ts';
import type { Refusals } from '../enforce/refusal-log.ts';
import type { WorkloadInput } from '../enforce/workload-input.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import type { VerifiedRun } from '../model/verdict.ts';
import { untilPlannedStop } from '../record/planned-stop.ts';
import { sleep } from '../record/sleep.ts';
import type { VerifyOrder } from './verify-order.ts';
import type { Runner } from './verify-runner.ts';

/** How much output of a run is compared, bytes. */
const comparedLimit = 64 << 20;

/** What all runs of one `verify` share. */
export interface RunsContext {
  readonly order: VerifyOrder;
  readonly runner: Runner;
  readonly input: WorkloadInput;
  readonly signal: AbortSignal;
  /** Whether output is compared, so that it has to be kept. */
  readonly compare: boolean;
}

/** One run of the workload, as far as it came. */
export interface Attempt {
  readonly started: boolean;
  readonly ending: VerifiedRun['ending'];
  readonly status?: number;
  /** The runtime's words, where it did not start. */
  readonly words?: string;
  readonly refusals?: Refusals;
  readonly stdout?: ContainedRun['stdout'];
  /** What the exercise and the waiting for it have to tell, and what of the root could not be shown. */
  readonly problems: readonly Problem[];
}

/** Which run: under the profile, shown or not; with all let through that no rule names; without a profile. */
export type RunKind = 'shown' | 'enforced' | 'observed' | 'bare';

/**
 * Runs the workload once. That the runtime could not start it is an outcome, since the profile may be to blame; what
 * cannot be the profile's fault is a problem. `interrupted` when the signal has fired.
 */
export async function attempt(
  kind: RunKind,
  profile: EnforcedProfile,
  text: string | undefined,
  context: RunsContext,
): Promise<Result<Attempt>> {
  const { order, runner, signal } = context;
  const problems: Problem[] = [];
  let isPlanned = false;
  const during = isStopPlanned(order)
    ? async (container: Pick<Container, 'kill'>, ended: AbortSignal): Promise<void> => {
        isPlanned = await stopAsPlanned(container, ended, context, problems);
      }
    : undefined;
  const begun = performance.now();
  const ran = await runner.run({
    seccomp: text,
    watch: kind === 'bare' ? undefined : profile,
    observing: kind === 'observed',
    during,
    streams: (folder) => streams(kind, folder, context),
    outputLimit: 0,
    timeoutMs: order.timeoutMs,
    signal,
  });
  if (signal.aborted) return fail({ kind: 'interrupted' });
  if (!ran.ok) {
    if (ran.problem.kind !== 'container-not-created') return ran;
    const { what = '' } = ran.problem;
    // Where the runtime or engine said nothing, the problem names it.
    const ending = performance.now() - begun < order.timeoutMs ? 'itself' : 'timeout';
    return ok({ started: false, ending, words: what === runner.name ? '' : what, problems });
  }
  const { status, refusals, stdout, stderr, hidden } = ran.value;
  problems.push(...hidden.map((what) => ({ kind: 'mount-not-shown', what }) as const));
  const started = refusals?.entered ?? true;
  const ending = ran.value.ending === 'timeout' ? 'timeout' : isPlanned ? 'stopped' : 'itself';
  return ok({
    started,
    ending,
    ...(started ? { status } : { words: String(stderr.bytes).trim() }),
    ...(refusals === undefined ? {} : { refusals }),
    stdout,
    problems,
  });
}

function streams(kind: RunKind, folder: string, { input, compare }: RunsContext): Promise<OpenedStreams> {
  if (kind !== 'shown') return hiddenStreams(folder, input, compare ? comparedLimit : 4096);
  return compare ? copiedStreams(folder, input, comparedLimit) : ownStreams(folder, input);
}

/** Whether something is to stop the workload before it ends by itself. */
export function isStopPlanned({ stop }: VerifyOrder): boolean {
  return stop.forMs !== undefined || stop.exercise !== undefined || stop.ready !== undefined;
}

/** Gives whether the workload was stopped from here. */
async function stopAsPlanned(
  container: Pick<Container, 'kill'>,
  ended: AbortSignal,
  { order, signal }: RunsContext,
  problems: Problem[],
): Promise<boolean> {
  const reason = await untilPlannedStop(order.stop, {
    started: Promise.resolve(),
    ended,
    interrupted: signal,
    hurried: signal,
    tell: () => {},
    problem: (problem) => problems.push(problem),
  });
  if (reason === undefined || ended.aborted || signal.aborted) return false;
  await container.kill(order.stop.signal);
  if (await sleep(order.stop.graceMs, ended)) await container.kill('SIGKILL');
  return true;
}
