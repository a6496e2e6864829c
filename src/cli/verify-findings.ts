import type { EnforcedProfile } from '../enforce/enforced-profile.ts';
import { argumentsKept, type Refusal, type Refusals } from '../enforce/refusal-log.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { RefusedCall } from '../model/verdict.ts';

/** A missing call. */
export interface MissingFinding extends RefusedCall {
  /** Of one that rules allow for other arguments: the lists it was refused with, unless there are too many to be sure. */
  readonly arguments?: Refusal['arguments'] | 'too-many';
}

/** What two runs of a workload tell about the calls that its profile does not let through. */
export interface Findings {
  /** The rest is as in `VerifiedRun`. */
  readonly missing: readonly MissingFinding[];
  readonly wake: readonly RefusedCall[];
  readonly answered: readonly RefusedCall[];
}

/** The two runs: under the profile, and with all let through that no rule names; either may be missing. */
export interface RunsSeen {
  readonly enforced?: Refusals | undefined;
  readonly observed?: Refusals | undefined;
  /** The workload's program was executed under the profile. */
  readonly started: boolean;
  /** Calls that the runtime is known to need under the filter. */
  readonly runtimeNeeds: ReadonlySet<string>;
}

/** Whether a run under a profile was refused something that no rule means to refuse. */
export function isRefused(refusals: Refusals): boolean {
  return refusals.workload.some(({ by }) => by !== 'rule');
}

/**
 * Missing is what the workload asked for when nothing but the rules' own answers was in its way: under the profile the
 * first refusal may hide the next, or make it take a way around that it needs for nothing else. What only the enforced
 * run shows, by chance, is missing where the other shows nothing. The runtime's own calls are, where the workload was not
 * reached and they are known to be needed; all it made, where that explains nothing.
 */
export function findingsOf(
  profile: EnforcedProfile,
  { enforced, observed, started, runtimeNeeds }: RunsSeen,
): Findings {
  const refused = (enforced?.workload ?? []).filter(({ by }) => by !== 'rule');
  const asked = (observed?.workload ?? []).filter(({ by }) => by !== 'rule');
  const wanted = asked.filter((one) => !isNoLoss(one, profile));
  const runtime = started ? [] : (observed?.runtime ?? []).filter(({ by }) => by !== 'rule');
  const needed = runtime.filter(({ syscall }) => runtimeNeeds.has(syscall ?? ''));
  let missing = merged([...wanted, ...needed]);
  if (missing.length === 0 && !started) missing = merged(runtime);
  const seen = new Set(asked.map(keyOf));
  // A killed process that no call explains is explained by the run that was not killed.
  const alone = refused.filter((one) => !seen.has(keyOf(one)) && (one.syscall !== undefined || asked.length === 0));
  if (missing.length === 0) missing = merged(alone);
  const named = new Set(missing.map(keyOf));
  const answers = new Map(refused.map((one) => [keyOf(one), one.answer]));
  return {
    missing: missing.map((one) => {
      const answer = answers.get(keyOf(one));
      return { ...call(one, answer), ...(one.arguments && { arguments: one.arguments }) };
    }),
    wake: alone.filter((one) => !named.has(keyOf(one))).map((one) => call(one, one.answer)),
    answered: (enforced?.workload ?? []).filter(({ by }) => by === 'rule').map((one) => call(one, one.answer)),
  };
}

/** The kernel itself answers ENOSYS, and so does the profile. */
function isNoLoss({ answer, by }: Refusal, profile: EnforcedProfile): boolean {
  if (by === 'architecture') return false;
  return answer === 'ENOSYS' && profile.oci.defaultAction === 'SCMP_ACT_ERRNO' && profile.defaultErrno === enosys;
}
const enosys = 38;

type Lists = NonNullable<MissingFinding['arguments']>;

/** As many lists as are kept at most may not be all of them. */
function joined(before: Lists | undefined, { arguments: more }: Refusal): Lists | undefined {
  if (more === undefined || before === 'too-many') return before;
  return more.length < argumentsKept ? [...(before ?? []), ...more] : 'too-many';
}

function keyOf({ abi, syscall }: Pick<Refusal, 'abi' | 'syscall'>): string {
  return `${syscall ?? ''} ${abi ?? ''}`;
}

/** One entry a call, sorted by name: its answers under observation do not matter. */
function merged(refusals: readonly Refusal[]): readonly Merged[] {
  const calls = new Map<string, Merged>();
  for (const one of refusals) {
    const { arguments: _own, ...rest } = one;
    const before = calls.get(keyOf(one));
    const programs = [...new Set([...(before?.programs ?? []), ...(one.programs ?? [])])].sort();
    const lists = joined(before?.arguments, one);
    const times = one.times + (before?.times ?? 0);
    calls.set(keyOf(one), { ...(before ?? rest), times, programs, ...(lists && { arguments: lists }) });
  }
  return [...calls].sort(([a], [b]) => byCodeUnit(a, b)).map(([, one]) => one);
}

type Merged = Omit<Refusal, 'arguments'> & Pick<MissingFinding, 'arguments'>;

function call(
  { abi, syscall, by, times, programs = [] }: Omit<Refusal, 'arguments'>,
  answer: string | undefined,
): RefusedCall {
  return {
    ...(abi && { abi }),
    ...(syscall && { syscall }),
    by: by === 'logged' ? 'default' : by,
    ...(answer !== undefined && answer !== 'none' && { answer }),
    times,
    programs,
  };
}
