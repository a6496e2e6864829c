import { readFile } from 'node:fs/promises';
import { loadRuntimeBases } from '../io/shipped-data.ts';
import { readStandardInput } from '../io/standard-input.ts';
import type { CheckVerdict } from '../model/check-verdict.ts';
import type { OciSeccomp } from '../model/oci-seccomp.ts';
import { readOciSeccomp } from '../model/oci-seccomp-file.ts';
import { fail, type Problem, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import { checkProfile } from '../policy/check.ts';
import { parseRuntimeSelector } from '../policy/runtime-selector.ts';
import { checkText } from '../report/check-text.ts';
import { checkExitStatus, exitFailed, type FailOn } from './exit-status.ts';
import { readRecording, unreadable } from './read-recordings.ts';
import { tellVerdict } from './tell-verdict.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `check`, as commander gives them. */
export interface CheckOptions extends GlobalOptions {
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
  const bases = await loadRuntimeBases();
  const runtime = parseRuntimeSelector(options.runtime, bases);
  if (!runtime.ok) return runtime;
  const profile = await readProfile(path);
  if (!profile.ok) return profile;
  const recordings: Recording[] = [];
  for (const file of files) {
    const recording = await readRecording(file);
    if (!recording.ok) return recording;
    recordings.push(recording.value);
  }
  const [first, ...others] = recordings;
  if (first === undefined) return fail({ kind: 'input-empty' });
  return checkProfile(profile.value, path, [first, ...others], {
    bases,
    runtime: runtime.value,
    noNewPrivileges: options.allowPrivilegeEscalation !== true,
  });
}

async function readProfile(path: string): Promise<Result<OciSeccomp>> {
  try {
    return readOciSeccomp(path === '-' ? await readStandardInput() : await readFile(path, 'utf8'), path);
  } catch (error) {
    return fail(unreadable(path, error));
  }
}
