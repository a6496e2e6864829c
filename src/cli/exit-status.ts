import { signalExitStatus } from '../io/signal-exit-status.ts';
import type { CheckVerdict } from '../model/check-verdict.ts';
import type { Problem } from '../model/problem.ts';
import { severityOf } from '../model/problem-kinds.ts';
import type { VerifyVerdict } from '../model/verdict.ts';
import {
  exitFailed,
  exitFindings,
  exitNotExecutable,
  exitNotFound,
  exitRecorderFailed,
  exitTimedOut,
} from './exit-codes.ts';

/** The exit status of a command that only reads and writes: 2 when any problem is an error. */
export function exitStatus(problems: readonly Problem[]): number {
  return problems.some((problem) => severityOf(problem) === 'error') ? exitFailed : 0;
}

// The workload ran, but not as asked: a pipeline must not go on as if it had been exercised.
const notAsAsked: ReadonlySet<Problem['kind']> = new Set([
  'ended-before-ready',
  'exercise-failed',
  'ready-timeout',
  'tracer-lost',
]);

/** The exit status of `record`: what kept it from recording, else the workload's own, 128 + n for a signal. */
export function recordExitStatus(
  problems: readonly Problem[],
  status: { readonly exitCode?: number; readonly signal?: NodeJS.Signals } | undefined,
): number {
  for (const problem of problems) {
    if (problem.kind === 'command-not-found') return exitNotFound;
    if (problem.kind === 'command-not-executable') return exitNotExecutable;
  }
  if (problems.some((problem) => severityOf(problem) === 'error' || notAsAsked.has(problem.kind))) {
    return exitRecorderFailed;
  }
  if (status?.signal !== undefined) return signalExitStatus(status.signal);
  return status?.exitCode ?? 0;
}

/**
 * The exit status of `verify`, of the last profile that was run: the workload's own; 0 where it is the one that
 * `--expect-exit` asked for; 1 where it ended as expected but something is refused, or ended with 0 where it should not
 * have; 124 after the timeout.
 */
export function verifyExitStatus({ run: given, expected, repair }: VerifyVerdict): number {
  const run = repair?.run ?? given;
  if (run.ending === 'timeout') return exitTimedOut;
  if (!run.started) return exitRecorderFailed;
  if (!run.asExpected) return run.status || 1;
  if (run.missing.length > 0) return 1;
  if (run.ending === 'stopped' || expected.because === 'option') return 0;
  return run.status ?? 0;
}

/** The values of `check --fail-on`, the most severe finding first: each stands for itself and what is before it. */
export const failOnLevels = ['none', 'refused', 'excess', 'any'] as const;

/** @see failOnLevels */
export type FailOn = (typeof failOnLevels)[number];

/**
 * The exit status of `check`. `refused`: a recorded call is, or one that a runtime cannot start or exec without, or the
 * profile is not loaded; `excess`: or something is allowed in vain; `any`: or something depends on arguments, on a newer
 * runtime or an older libseccomp.
 */
export function checkExitStatus(verdict: CheckVerdict, problems: readonly Problem[], failOn: FailOn): number {
  const level = failOnLevels.indexOf(failOn);
  const found = levelOf(verdict);
  return found !== 0 && found <= level ? exitFindings : exitStatus(problems);
}

function levelOf(verdict: CheckVerdict): number {
  const { refused, notLoaded, missingForRuntime, excess, idleArchitectures, allowsByDefault } = verdict;
  const isRequired = missingForRuntime.some(({ reasons }) => reasons.some(({ need }) => need === 'required'));
  if (refused.length > 0 || notLoaded.length > 0 || isRequired) return failOnLevels.indexOf('refused');
  const isVain = excess.some(({ reasons }) => reasons.length === 0) || idleArchitectures.length > 0 || allowsByDefault;
  if (isVain) return failOnLevels.indexOf('excess');
  const { depends, missingForNewerRuntime, newNames } = verdict;
  const others = [depends, missingForNewerRuntime, missingForRuntime, newNames];
  return others.some((list) => list.length > 0) ? failOnLevels.indexOf('any') : 0;
}
