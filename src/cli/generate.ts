import { join } from 'node:path';
import { fileStem } from '../io/file-name.ts';
import { checkedStem } from '../io/safe-stem.ts';
import { type OutputFile, writeFiles } from '../io/write-files.ts';
import { writeStream } from '../io/write-stream.ts';
import type { Problem } from '../model/problem.ts';
import type { GenerateVerdict, WrittenFile } from '../model/verdict.ts';
import { generateText } from '../report/generate-text.ts';
import { exitFailed } from './exit-codes.ts';
import { exitStatus } from './exit-status.ts';
import { type MadeProfile, makeProfile } from './make-profile.ts';
import { type ProfileFlags, profileSettings } from './profile-settings.ts';
import { readMerged } from './read-recordings.ts';
import { tellVerdict } from './tell-verdict.ts';
import { type GlobalOptions, tellProblems } from './terminal.ts';

/** The options of `generate`, as commander gives them. */
export interface GenerateOptions extends GlobalOptions, ProfileFlags {
  readonly name?: string;
  readonly outDir: string;
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly output: 'text' | 'json';
}

/** `seccinch generate`: recordings into a profile and the files that go with it. Gives the exit status. */
export async function generate(files: readonly string[], options: GenerateOptions): Promise<number> {
  const stop = async (...problems: readonly Problem[]): Promise<number> => {
    await tellProblems(problems, options);
    return exitFailed;
  };
  const settings = await profileSettings(options);
  if (!settings.ok) return stop(settings.problem);
  if (options.out !== undefined && settings.value.emitters.length !== 1) {
    return stop({ kind: 'out-needs-one', what: options.emit });
  }
  const named = options.name === undefined ? undefined : checkedStem(options.name);
  if (named !== undefined && !named.ok) return stop(named.problem);
  const merged = await readMerged(files, named?.value);
  if (!merged.ok) return stop(merged.problem);
  const recording = merged.value;
  const stem = named?.value ?? fileStem(recording.subject.name);
  const made = await makeProfile(recording, stem, settings.value);
  if (!made.ok) return stop(made.problem);
  const { artifacts, summary, problems } = made.value;

  if (options.out === '-') {
    await tellProblems(problems, options);
    await writeStream(process.stdout, artifacts.map((artifact) => artifact.content).join(''));
    return exitStatus(problems);
  }
  const outputs = placed(made.value, options);
  if (options.dryRun !== true) {
    const written = await writeFiles(outputs);
    if (!written.ok) return stop(...problems, written.problem);
  }
  const written: WrittenFile[] =
    options.dryRun === true
      ? []
      : outputs.map(({ path }, index) => ({ path, role: artifacts[index]?.role ?? 'other' }));
  const verdict: GenerateVerdict = { kind: 'generate', profile: summary, gaps: recording.gaps, files: written };
  await tellVerdict(verdict, problems, {
    format: options.output,
    text: generateText,
    stream: process.stderr,
    options,
  });
  return exitStatus(problems);
}

function placed({ artifacts }: MadeProfile, options: GenerateOptions): OutputFile[] {
  return artifacts.map(({ fileName, content }) => ({ path: options.out ?? join(options.outDir, fileName), content }));
}
