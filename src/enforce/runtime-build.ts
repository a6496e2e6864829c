import { askProgram } from '../io/ask-program.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { Runtime } from './runtime.ts';

/** A runtime, as its `--version` tells it. Raw. */
export interface RuntimeBuild {
  /** `1.1.5+ds1`. */
  readonly version: string;
  /** The version of libseccomp it goes by, where it says so: names that this one does not know are not enforced. */
  readonly libseccomp?: string;
}

const timeoutMs = 3000;

/**
 * Asks a runtime what it is. Gives `runtime-missing` where there is none, `program-unusable` where it does not say: the
 * `--version` of runc, crun and youki has a line with `version`; runc adds `libseccomp: 2.5.4` (its main.go).
 */
export async function readRuntimeBuild({ name, command }: Runtime): Promise<Result<RuntimeBuild>> {
  const [file, ...before] = command;
  const answer = await askProgram(file, [...before, '--version'], { timeoutMs });
  if (!answer.started) return fail({ kind: 'runtime-missing', what: name });
  const version = /\bversion:?\s+(\S{1,64})/.exec(answer.stdout)?.[1];
  if (answer.status !== 0 || version === undefined) {
    const why = answer.timedOut ? 'no answer' : (answer.stderr.trim().split('\n')[0] ?? '');
    return fail({ kind: 'program-unusable', what: `${name} --version: ${why}` });
  }
  const libseccomp = /^libseccomp: (\S{1,64})$/m.exec(answer.stdout)?.[1];
  return ok({ version, ...(libseccomp !== undefined && { libseccomp }) });
}
