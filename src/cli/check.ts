import { loadRuntimeBases } from '../io/shipped-data.ts';
import { architectures } from '../kernel/architectures.ts';
import type { Abi } from '../model/abi.ts';
import type { CheckVerdict } from '../model/check-verdict.ts';
import { fail, ok, type Problem, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { checkProfile } from '../policy/check.ts';
import { parseRuntimeSelector } from '../policy/runtime-selector.ts';
import { checkText } from '../report/check-text.ts';
import { exitFailed } from './exit-codes.ts';
import { checkExitStatus, type FailOn } from './exit-status.ts';
import { readRecording } from './read-recordings.ts';
import { readProfileSide, sideProblems } from './read-side.ts';
import { parseTarget, type TargetOptions } from './resolution-target.ts';
import { tellVerdict } from './tell-verdict.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `check`, as commander gives them. */
export interface CheckOptions extends GlobalOptions, Pick<TargetOptions, 'caps' | 'kernel' | 'for'> {
  readonly runtime: string;
  readonly allowPrivilegeEscalation?: boolean;
  readonly failOn: FailOn;
  readonly output: 'text' | 'json';
}

/** `seccinch check`: recordings held against a profile, without a kernel. Gives the exit status. */
export async function check(path: string, files: readonly string[], options: CheckOptions): Promise<number> {
  const checked = await held(path, files, options);
  if (!checked.ok) {
    await tellProblems([checked.problem], options);
    return exitFailed;
  }
  const { verdict, problems } = checked.value;
  await tellVerdict(verdict, problems, { format: options.output, text: checkText, stream: process.stdout, options });
  return checkExitStatus(verdict, problems, options.failOn);
}

async function held(
  path: string,
  files: readonly string[],
  options: CheckOptions,
): Promise<Result<{ readonly verdict: CheckVerdict; readonly problems: readonly Problem[] }>> {
  if ([path, ...files].filter((one) => one === '-').length > 1) return fail({ kind: 'stdin-twice' });
  const bases = await loadRuntimeBases();
  const runtime = parseRuntimeSelector(options.runtime, bases);
  if (!runtime.ok) return runtime;
  const asked = parseTarget(options);
  if (!asked.ok) return asked;
  // Recordings say for which machine the profile is to be resolved, and need not be right for a profile to be wrong.
  const read = await readRecordings(files);
  const abi = read.ok ? hostOf(read.value) : undefined;
  const target = { ...asked.value, ...(abi !== undefined && { abi }) };
  const profile = await readProfileSide(path, target);
  if (!profile.ok) return profile;
  if (!read.ok) return read;
  const checked = checkProfile(profile.value.profile, path, read.value, {
    bases,
    runtime: runtime.value,
    noNewPrivileges: options.allowPrivilegeEscalation !== true,
    ...(profile.value.places !== undefined && { places: profile.value.places }),
  });
  if (!checked.ok) return checked;
  return ok({ ...checked.value, problems: [...sideProblems(profile.value, target), ...checked.value.problems] });
}

async function readRecordings(files: readonly string[]): Promise<Result<readonly [Recording, ...Recording[]]>> {
  const recordings: Recording[] = [];
  for (const file of files) {
    const recording = await readRecording(file);
    if (!recording.ok) return recording;
    recordings.push(recording.value);
  }
  const [first, ...others] = recordings;
  return first === undefined ? fail({ kind: 'input-empty' }) : ok([first, ...others]);
}

function hostOf([first]: readonly [Recording, ...Recording[]]): Abi | undefined {
  const [one] = first.abis;
  return one && architectures[one.abi].hostAbi;
}
