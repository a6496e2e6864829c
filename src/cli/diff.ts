import type { FailOnDiff } from '../model/diff-verdict.ts';
import type { Problem } from '../model/problem.ts';
import { diffReporters } from '../report/diff-reporters.ts';
import { readAllowList, readNeeds } from './diff-inputs.ts';
import { exitFailed, exitFindings } from './exit-codes.ts';
import { judgeComparison } from './judge-comparison.ts';
import { readSides, sideProblems } from './read-side.ts';
import { parseTarget, type TargetOptions } from './resolution-target.ts';
import { tellReport } from './tell-report.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `diff`, as commander gives them. */
export interface DiffOptions extends GlobalOptions, TargetOptions {
  readonly failOn: FailOnDiff;
  readonly allowList?: string;
  readonly recording: readonly string[];
  readonly output: string;
  readonly out?: string;
}

/** `seccinch diff`: what one profile lets through that another does not, and how much it matters. Gives the exit status. */
export async function diff(oldSpec: string, newSpec: string, options: DiffOptions): Promise<number> {
  const stop = async (problems: readonly Problem[]): Promise<number> => {
    await tellProblems(problems, options);
    return exitFailed;
  };
  const target = parseTarget(options);
  if (!target.ok) return stop([target.problem]);
  const sides = await readSides(oldSpec, newSpec, target.value);
  if (!sides.ok) return stop([sides.problem]);
  const recordings = await readNeeds(options.recording);
  if (!recordings.ok) return stop([recordings.problem]);
  const allowed = await readAllowList(options.allowList);
  if (allowed.problems.length > 0) return stop(allowed.problems);

  const { old, new: now } = sides.value;
  const verdict = await judgeComparison(old, now, {
    target: target.value,
    abiGiven: options.abi !== undefined,
    failOn: options.failOn,
    allowList: allowed.allowList,
    recordings: recordings.value,
    isShort: options.output === 'text',
  });
  const problems = [old, now].flatMap((side) => sideProblems(side, target.value));
  const lost = await tellReport({ verdict, problems }, diffReporters, options);
  if (lost !== undefined) return stop([lost]);
  return verdict.gate.fails ? exitFindings : 0;
}
