import type { Problem } from '../model/problem.ts';
import { explainText } from '../report/explain-text.ts';
import { exitFailed } from './exit-codes.ts';
import { exitStatus } from './exit-status.ts';
import { explainProfile, explainRecording } from './explain-file.ts';
import { explainWord } from './explain-word.ts';
import { readSide, sideProblems } from './read-side.ts';
import { parseTarget, type TargetOptions } from './resolution-target.ts';
import { tellVerdict } from './tell-verdict.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `explain`, as commander gives them. */
export interface ExplainOptions extends GlobalOptions, TargetOptions {
  readonly recording?: string;
  readonly output: 'text' | 'json';
}

/**
 * `seccinch explain`: what is in a profile or recording and why; what a syscall, a class of risk or a message is. A word
 * that it knows is a word, even where a file has its name. Gives the exit status.
 */
export async function explain(what: string, options: ExplainOptions): Promise<number> {
  if (await explainWord(what, options)) return 0;
  const stop = async (problem: Problem): Promise<number> => {
    await tellProblems([problem], options);
    return exitFailed;
  };
  const target = parseTarget(options);
  if (!target.ok) return stop(target.problem);
  const read = await readSide(what, target.value);
  if (!read.ok) {
    const isWord = read.problem.kind === 'input-not-found' && /^[A-Za-z0-9_-]+$/.test(what);
    return stop(isWord ? { kind: 'explain-unknown', what } : read.problem);
  }
  const { recording } = read.value;
  const answer = await (recording === undefined
    ? explainProfile(read.value, sideProblems(read.value, target.value), options.recording)
    : explainRecording(recording, what));
  if (!answer.ok) return stop(answer.problem);
  const { verdict, problems } = answer.value;
  await tellVerdict(verdict, problems, {
    format: options.output,
    text: explainText,
    stream: process.stdout,
    options,
  });
  return exitStatus(problems);
}
