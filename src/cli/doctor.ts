import { diagnose } from '../report/diagnose.ts';
import { doctorText } from '../report/doctor-text.ts';
import { withWords } from '../report/doctor-words.ts';
import { exitFindings } from './exit-codes.ts';
import { readMachineFacts } from './machine-facts.ts';
import { tellVerdict } from './tell-verdict.ts';
import type { GlobalOptions } from './terminal.ts';

/** The options of `doctor`, as commander gives them. */
export interface DoctorOptions extends GlobalOptions {
  readonly output: 'text' | 'json';
}

/** `seccinch doctor`: what this machine can record and verify with, and what is missing. Gives the exit status. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const verdict = diagnose(await readMachineFacts());
  const problems = verdict.checks.flatMap((check) => check.problems);
  const telling = { format: options.output, text: doctorText, stream: process.stdout, options };
  if (options.output === 'json')
    await tellVerdict({ ...verdict, checks: verdict.checks.map(withWords) }, problems, telling);
  // The text tells each problem where it belongs.
  else await tellVerdict(verdict, [], telling);
  return verdict.jobs.some(({ job, possible }) => job === 'record' && possible) ? 0 : exitFindings;
}
