import { lstat } from 'node:fs/promises';
import { type ChangedFile, changedFiles } from '../io/git-changes.ts';
import { readGitFile } from '../io/git-file.ts';
import { readText } from '../io/read-text.ts';
import type { AllowList } from '../model/allow-list.ts';
import type { ComparedSource, ResolutionTarget } from '../model/compared-source.ts';
import type { FailOnDiff } from '../model/diff-verdict.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import type { ReviewedProfile, ReviewVerdict } from '../model/review-verdict.ts';
import { reviewReporters } from '../report/review-reporters.ts';
import { reviewGate } from '../review/review-gate.ts';
import { readAllowList, readNeeds } from './diff-inputs.ts';
import { exitFailed, exitFindings } from './exit-codes.ts';
import { judgeComparison } from './judge-comparison.ts';
import { besideOld, isRecording, readProfileSide, readTextSide, sideProblems } from './read-side.ts';
import { parseTarget, type TargetOptions } from './resolution-target.ts';
import { type ReportOptions, tellReport } from './tell-report.ts';
import { tellProblems } from './terminal.ts';

/** The options of `review`, as commander gives them. */
export interface ReviewOptions extends ReportOptions, TargetOptions {
  readonly failOn: FailOnDiff;
  readonly allowList?: string;
  readonly baseline: string;
  readonly recording: readonly string[];
}

/** Which files are looked at where none are named: what `generate` and `record` call a profile. */
const usualProfiles = ['*.seccomp.json'];

/** What all comparisons of a review have in common. */
interface ReviewOrder {
  readonly revision: string;
  readonly baseline: ComparedSource;
  readonly target: ResolutionTarget;
  readonly abiGiven: boolean;
  readonly failOn: FailOnDiff;
  readonly allowList: AllowList;
  readonly recordings: readonly Recording[];
  readonly isShort: boolean;
}

/** `seccinch review`: every profile that is not what it was in a revision, compared with what it was. Gives the exit status. */
export async function review(revision: string, pathspecs: readonly string[], options: ReviewOptions): Promise<number> {
  const stop = async (problems: readonly Problem[]): Promise<number> => {
    await tellProblems(problems, options);
    return exitFailed;
  };
  const target = parseTarget(options);
  if (!target.ok) return stop([target.problem]);
  const baseline = await readProfileSide(options.baseline, target.value);
  if (!baseline.ok) return stop([baseline.problem]);
  const recordings = await readNeeds(options.recording);
  if (!recordings.ok) return stop([recordings.problem]);
  const allowed = await readAllowList(options.allowList);
  if (allowed.problems.length > 0) return stop(allowed.problems);
  const changed = await changedFiles(revision, pathspecs.length === 0 ? usualProfiles : pathspecs);
  if (!changed.ok) return stop([changed.problem]);

  const order: ReviewOrder = {
    revision,
    baseline: baseline.value,
    target: target.value,
    abiGiven: options.abi !== undefined,
    failOn: options.failOn,
    allowList: allowed.allowList,
    recordings: recordings.value,
    isShort: options.output === 'text',
  };
  const profiles: ReviewedProfile[] = [];
  const told: Problem[] = [];
  const errors: Problem[] = [];
  for (const file of changed.value) {
    const reviewed = await reviewFile(file, order);
    if (!reviewed.ok) errors.push(reviewed.problem);
    else {
      profiles.push(reviewed.value.profile);
      told.push(...reviewed.value.problems);
    }
  }
  if (errors.length > 0) return stop(errors);
  const gate = reviewGate(profiles, options.failOn);
  const verdict: ReviewVerdict = { kind: 'review', revision, baseline: options.baseline, profiles, gate };
  const lost = await tellReport({ verdict, problems: told }, reviewReporters, options);
  if (lost !== undefined) return stop([lost]);
  return gate.fails ? exitFindings : 0;
}

/** One file, with what there is to say of both sides. Gives what reading the new one does; the old one need not be a profile. */
async function reviewFile(
  file: ChangedFile,
  order: ReviewOrder,
): Promise<Result<{ readonly profile: ReviewedProfile; readonly problems: readonly Problem[] }>> {
  const { path, change } = file;
  if (change === 'removed') return ok({ profile: { path, change }, problems: [] });
  const now = await readNow(path, order.target);
  if (!now.ok) return now;
  const recordings = await recordingsBeside(path);
  if (!recordings.ok) return recordings;
  const judge = (old: ComparedSource, current = now.value) =>
    judgeComparison(old, current, { ...order, recordings: [...order.recordings, ...recordings.value] });
  const problems = sideProblems(now.value, order.target);
  if (change === 'added') return ok({ profile: { path, change, diff: await judge(order.baseline) }, problems });
  const before = await readBefore(change === 'renamed' ? file.from : path, order);
  if (!before.ok) {
    if (before.problem.kind !== 'profile-invalid') return before;
    return ok({ profile: { path, change: 'mended', diff: await judge(order.baseline) }, problems });
  }
  const beside = besideOld(now.value, before.value, order.target);
  const diff = await judge(before.value, beside);
  const profile = change === 'renamed' ? { path, change, from: file.from, diff } : { path, change, diff };
  return ok({
    profile,
    problems: [...sideProblems(before.value, order.target), ...sideProblems(beside, order.target)],
  });
}

async function readNow(path: string, target: ResolutionTarget): Promise<Result<ComparedSource>> {
  // What a stranger's link leads to is not for a report, and may be a device that never ends.
  const isFile = await lstat(path).then(
    (found) => found.isFile(),
    () => true,
  );
  if (!isFile) return fail({ kind: 'input-unreadable', source: path, what: 'not a regular file' });
  // A name such as `-` means the file of that name.
  const text = await readText(`./${path}`);
  return text.ok ? readTextSide(text.value, path, target, path) : text;
}

async function readBefore(path: string, { revision, target }: ReviewOrder): Promise<Result<ComparedSource>> {
  const text = await readGitFile(`${revision}:./${path}`);
  return text.ok ? readTextSide(text.value, `${revision}:${path}`, target) : text;
}

/** `app.recording.json` beside `app.seccomp.json` tells who needs what, where it is there and is one. */
async function recordingsBeside(path: string): Promise<Result<readonly Recording[]>> {
  const beside = path.replace(/\.seccomp\.json$/, '.recording.json');
  if (beside === path) return ok([]);
  const isFile = await lstat(beside).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return ok([]);
  const text = await readText(`./${beside}`);
  return text.ok && isRecording(text.value) ? readNeeds([`./${beside}`]) : ok([]);
}
