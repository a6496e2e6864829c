import { loadDefaultProfile } from '../io/shipped-data.ts';
import { writeStream } from '../io/write-stream.ts';
import { syscallFamilies } from '../kernel/syscall-families.ts';
import type { DefaultProfile } from '../model/default-profile.ts';
import type { DiffVerdict, FailOnDiff } from '../model/diff-verdict.ts';
import type { Problem } from '../model/problem.ts';
import type { SyscallRisk } from '../model/syscall-risk.ts';
import { diffReporters } from '../report/diff-reporters.ts';
import type { JudgeChange } from '../review/change-risk.ts';
import { type Comparison, compareProfiles } from '../review/compare-profiles.ts';
import { isLoaded } from '../review/compare-settings.ts';
import { opens } from '../review/diff-gate.ts';
import { diffVerdict } from '../review/diff-verdict.ts';
import { hostAbiOf } from '../review/host-abi.ts';
import { readAllowList, readNeeds } from './diff-inputs.ts';
import { exitFailed, exitFindings } from './exit-status.ts';
import { readSides, sideProblems } from './read-side.ts';
import { parseTarget, type TargetOptions } from './resolution-target.ts';
import { contextOf, type GlobalOptions, tellProblems } from './terminal.ts';

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
  const host = options.abi === undefined ? hostAbiOf(now.profile) : target.value.abi;
  const comparison = compareProfiles(old, now, host);
  const isOpened = comparison.calls.differences.some(({ kind }) => opens(kind));
  // The text shows no map, and default profiles beside what is new only.
  const isShort = options.output === 'text';
  const defaults = isOpened || !isShort ? await loadDefaults() : [];
  const verdict = diffVerdict(comparison, {
    ...target.value,
    failOn: options.failOn,
    judge: isOpened ? await judgeOf(comparison, defaults) : () => ({ risk: noRisk, risky: false }),
    recordings: [...recordings.value, ...[old, now].flatMap(({ recording }) => recording ?? [])],
    allowList: allowed.entries,
    today: new Date().toISOString().slice(0, 10),
    defaults,
    families: isShort ? [] : syscallFamilies(),
  });
  const lost = await tell(
    verdict,
    [old, now].flatMap((side) => sideProblems(side, target.value)),
    options,
  );
  if (lost !== undefined) return stop([lost]);
  return verdict.gate.fails ? exitFindings : 0;
}

// The table of risks is loaded where something is let through that was not.
async function judgeOf(
  { before, after, old, new: now }: Comparison,
  defaults: readonly DefaultProfile[],
): Promise<JudgeChange> {
  if (!isLoaded(before) || !isLoaded(after)) throw new Error('nothing is let through by a profile that is not loaded');
  const { judgeBy } = await import('../review/change-risk.ts');
  return judgeBy(defaults, { filter: before, profile: old.profile }, { filter: after, profile: now.profile });
}

function loadDefaults(): Promise<readonly DefaultProfile[]> {
  return Promise.all((['docker', 'containerd', 'cri-o', 'podman'] as const).map(loadDefaultProfile));
}

/** Tells the verdict, on standard output or in a file, of which a terminal gets the text as well. Gives what kept it from that. */
async function tell(
  verdict: DiffVerdict,
  problems: readonly Problem[],
  options: DiffOptions,
): Promise<Problem | undefined> {
  const reporterOf = async (format: string) => {
    const load = diffReporters.get(format);
    if (load === undefined) throw new Error(`no reporter for ${format}`);
    return load();
  };
  const report = { verdict, problems };
  const reporter = await reporterOf(options.output);
  if (options.out === undefined || options.out === '-') {
    // JSON holds the problems.
    if (options.output !== 'json') await tellProblems(problems, options);
    await writeStream(process.stdout, reporter(report, contextOf(process.stdout, options)));
    return undefined;
  }
  const { writeFiles } = await import('../io/write-files.ts');
  const content = reporter(report, { ...contextOf(process.stdout, options), color: false, width: 80 });
  const written = await writeFiles([{ path: options.out, content }]);
  if (!written.ok) return written.problem;
  await tellProblems(problems, options);
  if (options.quiet !== true) {
    const text = await reporterOf('text');
    await writeStream(process.stderr, text(report, contextOf(process.stderr, options)));
  }
  return undefined;
}

const noRisk: SyscallRisk = { classes: [], capabilities: [], cves: [], defaults: [] };
