import { constants } from 'node:os';
import { formatOciSeccomp } from '../emit/oci-seccomp-text.ts';
import type { EnforcedProfile } from '../enforce/enforced-profile.ts';
import { loadRuntimeBases } from '../io/shipped-data.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import { ok, type Problem, type Result } from '../model/problem.ts';
import type { VerifiedRun, VerifyVerdict } from '../model/verdict.ts';
import { runtimeBase } from '../policy/base.ts';
import { observingProfile } from '../policy/observing-profile.ts';
import { abiHere } from './abi-here.ts';
import { workloadOf } from './verify-container.ts';
import { type Findings, findingsOf, isRefused } from './verify-findings.ts';
import type { VerifyOrder } from './verify-order.ts';
import { type Attempt, attempt, isStopPlanned, type RunsContext } from './verify-runs.ts';

/** How a run is to end. */
export type Expectation = VerifyVerdict['expected'] & {
  /** What the run without the profile printed, with `--compare`. */
  readonly stdout?: NonNullable<Attempt['stdout']>;
};

/** A run under the profile, judged. */
export interface Judged {
  readonly run: VerifiedRun;
  readonly findings: Findings;
  /** Of the run under the profile, and what could not be seen of it. */
  readonly problems: readonly Problem[];
}

/**
 * Runs the workload under a profile and, where something was refused or it did not start, once more with everything let
 * through that no rule names, since only then all that is missing shows.
 */
export async function judge(
  profile: EnforcedProfile,
  kind: 'shown' | 'enforced',
  expected: Expectation,
  context: RunsContext,
): Promise<Result<Judged>> {
  const enforced = await attempt(kind, profile, profile.text, context);
  if (!enforced.ok) return enforced;
  const { started, refusals } = enforced.value;
  const unclear = !started || (refusals !== undefined && isRefused(refusals));
  const observed = unclear && profile.defaultAction !== 'SCMP_ACT_LOG' ? await observe(profile, context) : undefined;
  if (observed !== undefined && !observed.ok) return observed;
  const needs = started ? new Set<string>() : await runtimeNeeds(context.order);
  const findings = findingsOf(profile, {
    enforced: refusals,
    observed: observed?.value.refusals,
    started,
    runtimeNeeds: needs,
  });
  const problems = [...enforced.value.problems, ...(context.runner.showsRuntime ? [] : unseen(needs, profile))];
  return ok({ run: runOf(enforced.value, findings, expected), findings, problems });
}

/** Of a runtime that was not watched, what it may have been refused: that it is known to need it is no proof. */
function unseen(needs: ReadonlySet<string>, { allowed, conditional }: EnforcedProfile): readonly Problem[] {
  const names = [...needs].filter((name) => !allowed.has(name) && !conditional.has(name)).sort(byCodeUnit);
  return names.length === 0 ? [] : [{ kind: 'runtime-not-watched', what: names.join(', ') }];
}

async function observe(profile: EnforcedProfile, context: RunsContext): Promise<Result<Attempt>> {
  const host = abiHere();
  if (host === undefined) throw new Error('checked before');
  const text = formatOciSeccomp(observingProfile(profile.oci, host));
  const observed = await attempt('observed', profile, text, context);
  if (!observed.ok || observed.value.started) return observed;
  // With everything let through, the profile's calls are not what is in the way.
  return { ok: false, problem: startProblem(observed.value.words ?? '', context.order) };
}

/** What keeps a workload from being started, by the words of runc, crun or the kernel. */
export function startProblem(words: string, { container }: VerifyOrder): Problem {
  const [what] = workloadOf(container).argv;
  const about = words.includes(what) || /\bexec(?:utable)?\b/.test(words);
  if (about && /not found in \$PATH|no such file or directory/i.test(words)) return { kind: 'command-not-found', what };
  if (about && /permission denied|exec format error|open executable: operation/i.test(words))
    return { kind: 'command-not-executable', what };
  if (/seccomp/i.test(words)) return { kind: 'profile-not-loadable', what: lastLine(words) };
  return { kind: 'container-not-created', what: words };
}

function lastLine(words: string): string {
  return words.trim().split('\n').at(-1) ?? '';
}

function runOf(
  { started, ending, status, words, stdout, problems }: Attempt,
  { missing, wake, answered }: Findings,
  expected: Expectation,
): VerifiedRun {
  const sameOutput = expected.stdout === undefined ? undefined : isSame(stdout, expected.stdout);
  const ended = started && ending !== 'timeout' && status !== undefined && expected.statuses.includes(status);
  return {
    started,
    ...(started ? {} : { words: words ?? '' }),
    ending,
    ...(status === undefined ? {} : { status }),
    ...(sameOutput === undefined ? {} : { sameOutput }),
    asExpected: ended && sameOutput !== false && problems.every(({ kind }) => kind === 'mount-not-shown'),
    missing: missing.map(({ arguments: _unused, ...call }) => call),
    wake,
    answered,
  };
}

function isSame(a: Attempt['stdout'], b: NonNullable<Attempt['stdout']>): boolean {
  return a !== undefined && a.truncated === b.truncated && a.bytes.equals(b.bytes);
}

/** What the workload's end is held against: an option, a run without the profile, else success. */
export async function expectation(
  options: { readonly expectExit?: number; readonly compare?: boolean },
  profile: EnforcedProfile,
  context: RunsContext,
): Promise<Result<Expectation>> {
  const given = options.expectExit;
  if (options.compare !== true) {
    if (given !== undefined) return ok({ statuses: [given], because: 'option' });
    const { signal } = context.order.stop;
    // Who is stopped by a signal and has not taken it ends by it.
    const stopped = isStopPlanned(context.order) ? [128 + (constants.signals[signal] ?? 0)] : [];
    return ok({ statuses: [0, ...stopped], because: 'default' });
  }
  const bare = await attempt('bare', profile, undefined, context);
  if (!bare.ok) return bare;
  const { started, status = 0, ending, words = '', stdout, problems } = bare.value;
  const failed = problems.find(({ kind }) => kind !== 'mount-not-shown');
  // Not the profile's fault.
  if (failed !== undefined) return { ok: false, problem: failed };
  if (!started) return { ok: false, problem: startProblem(words, context.order) };
  if (ending === 'timeout') return { ok: false, problem: { kind: 'bare-run-timeout' } };
  return ok({
    statuses: [given ?? status],
    because: given === undefined ? 'bare' : 'option',
    ...(stdout === undefined ? {} : { stdout }),
  });
}

async function runtimeNeeds({ container, profile }: VerifyOrder): Promise<ReadonlySet<string>> {
  const mode = profile.defaultAction === 'SCMP_ACT_ERRNO' ? 'enforce' : 'kill';
  const options = { noNewPrivileges: workloadOf(container).noNewPrivileges, mode } as const;
  return new Set(runtimeBase(await loadRuntimeBases(), { kind: 'any' }, options).calls.keys());
}
