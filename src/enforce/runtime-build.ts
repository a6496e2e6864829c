import { askProgram } from '../io/ask-program.ts';
import { unusable } from '../io/program-version.ts';
import type { RuntimeBuild } from '../model/machine.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { Runtime } from './runtime.ts';

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
  if (answer.status !== 0 || version === undefined) return fail(unusable(`${name} --version`, answer));
  const libseccomp = /^libseccomp: (\S{1,64})$/m.exec(answer.stdout)?.[1];
  return ok({ version, ...(libseccomp !== undefined && { libseccomp }) });
}
