import { readFile } from 'node:fs/promises';
import { readStandardInput } from '../io/standard-input.ts';
import { parseRecording } from '../model/parse-recording.ts';
import { ok, type Result } from '../model/problem.ts';
import { explainText } from '../report/explain-text.ts';
import { exitFailed, exitStatus } from './exit-status.ts';
import { explainProfile, explainRecording } from './explain-file.ts';
import { explainWord } from './explain-word.ts';
import { unreadable } from './read-recordings.ts';
import { tellVerdict } from './tell-verdict.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `explain`, as commander gives them. */
export interface ExplainOptions extends GlobalOptions {
  readonly recording?: string;
  readonly output: 'text' | 'json';
}

/**
 * `seccinch explain`: what is in a profile or recording and why; what a syscall, a class of risk or a message is. A word
 * that it knows is a word, even where a file has its name. Gives the exit status.
 */
export async function explain(what: string, options: ExplainOptions): Promise<number> {
  if (await explainWord(what, options)) return 0;
  const text = await readText(what);
  if (!text.ok) {
    await tellProblems([text.problem], options);
    return exitFailed;
  }
  const answer = await (/"format"\s*:\s*"seccinch-recording"/.test(text.value)
    ? explainRecording(parseRecording(text.value, what), what)
    : explainProfile(text.value, what, options.recording));
  if (!answer.ok) {
    await tellProblems([answer.problem], options);
    return exitFailed;
  }
  const { verdict, problems } = answer.value;
  await tellVerdict(verdict, problems, {
    format: options.output,
    text: explainText,
    stream: process.stdout,
    options,
  });
  return exitStatus(problems);
}

async function readText(path: string): Promise<Result<string>> {
  try {
    return ok(path === '-' ? await readStandardInput() : await readFile(path, 'utf8'));
  } catch (error) {
    const problem = unreadable(path, error);
    const word = problem.kind === 'input-not-found' && /^[A-Za-z0-9_-]+$/.test(path);
    return { ok: false, problem: word ? { kind: 'explain-unknown', what: path } : problem };
  }
}
