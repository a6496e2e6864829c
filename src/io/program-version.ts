import type { OptionalProgram } from '../model/machine.ts';
import { fail, ok, type Problem } from '../model/problem.ts';
import { askProgram, type ProgramAnswer } from './ask-program.ts';

const timeoutMs = 3000;

/**
 * The version that a program prints when it is asked with `--version`: the first word of its output that begins with a
 * digit, after a `v` at most. Gives nothing where it is not installed, `program-unusable` where it does not say.
 */
export async function programVersion(program: string): Promise<OptionalProgram> {
  const answer = await askProgram(program, ['--version'], { timeoutMs });
  if (!answer.started) return undefined;
  const version = /(?:^|\s)v?(\d[^\s,]{0,63})/.exec(answer.stdout)?.[1];
  if (answer.status === 0 && version !== undefined) return ok(version);
  return fail(unusable(`${program} --version`, answer));
}

/** The problem of a program that was started and gave no answer to go on with. */
export function unusable(command: string, answer: ProgramAnswer): Problem {
  const words = answer.stderr.trim() || answer.stdout.trim();
  return { kind: 'program-unusable', what: `${command}: ${answer.timedOut ? 'no answer' : words.split('\n')[0]}` };
}
