import { type Command, Option } from 'commander';
import { failOnDiffLevels } from '../model/diff-verdict.ts';
import { diffReporters } from '../report/diff-reporters.ts';
import { lintReporters } from '../report/lint-reporters.ts';
import { reviewReporters } from '../report/review-reporters.ts';
import { abiHelp, capsHelp, command, type Done, examples, kernelHelp, output, reader } from './command-parts.ts';
import type { DiffOptions } from './diff.ts';
import type { ExplainOptions } from './explain.ts';
import type { LintOptions } from './lint.ts';
import type { ReviewOptions } from './review.ts';

/** `seccinch diff`: its options and help. */
export function diff(done: Done): Command {
  return comparisonOptions(
    command('diff', 'What a profile allows that another does not, and how much it matters.')
      .usage('[options] <old> <new>')
      .argument('<old>', 'a profile, or a recording: then the profile that generate makes of it')
      .argument('<new>', 'the same, to be held against it; one of them may be - for standard input')
      .addOption(needsRecordings()),
    diffReporters.keys(),
  )
    .addHelpText(
      'before',
      examples(
        'seccinch diff old.seccomp.json new.seccomp.json',
        'seccinch diff --fail-on risky --allow-list accepted.json old.json new.json',
        'seccinch diff -r app.recording.json old.json new.json    who needs what is new',
      ),
    )
    .addHelpText(
      'after',
      [
        '',
        'What profiles mean is compared, not how they are written. --fail-on added: a call',
        'is let through that was not, or for more arguments; risky: one that is risky;',
        'removed: one is not any more; any: anything differs. Accepted additions do not',
        'count; entries of the allow-list that have expired fail, and so does what cannot',
        'be compared. 0: none of that; 1: found; 2: bad input. See docs/reviewing.md.',
      ].join('\n'),
    )
    .action(async (old: string, now: string, options: DiffOptions) => {
      done(await (await import('./diff.ts')).diff(old, now, options));
    });
}

/** `seccinch review`: its options and help. */
export function review(done: Done): Command {
  return comparisonOptions(
    command('review', 'Every profile that changed since a git revision, as diff compares it.')
      .usage('[options] <revision> [profile…]')
      .argument('<revision>', 'what to compare the working tree with: a branch, a tag, a commit')
      .argument(
        '[profiles...]',
        'files, folders and patterns, as git takes them (default: *.seccomp.json, in any folder)',
      )
      .addOption(needsRecordings())
      .option('--baseline <profile>', 'what a new profile is compared with', 'docker-default'),
    reviewReporters.keys(),
  )
    .addHelpText(
      'before',
      examples(
        'seccinch review main',
        'seccinch review HEAD                              what is not committed yet',
        'seccinch review --fail-on risky origin/main deploy/',
        'seccinch review -o markdown -O comment.md "$(git merge-base origin/main HEAD)"',
      ),
    )
    .addHelpText(
      'after',
      [
        '',
        'Where app.recording.json is beside app.seccomp.json, it tells who needs a call.',
        'Files that git does not track yet count as new. A removed profile fails the gate',
        'at removed and any. 0: the gate passes; 1: it fails; 2: bad input. See',
        'docs/in-a-pipeline.md.',
      ].join('\n'),
    )
    .action(async (revision: string, profiles: string[], options: ReviewOptions) => {
      done(await (await import('./review.ts')).review(revision, profiles, options));
    });
}

/** `seccinch explain`: its options and help. */
export function explain(done: Done): Command {
  return command(
    'explain',
    'What is in a profile or recording and why; what a syscall is and opens up; what a word means.',
  )
    .argument('<what>', 'a profile, a recording, a syscall, a risk class, a lint rule, or the last word of a message')
    .option(
      '-r, --recording <file>',
      'the recording a profile was made from (default: <name>.recording.json beside it)',
    )
    .addOption(reader())
    .option('--caps <list>', capsHelp)
    .option('--kernel <release>', kernelHelp)
    .option('--abi <abi>', abiHelp)
    .addOption(output('text', 'json'))
    .addHelpText(
      'before',
      examples(
        'seccinch explain app.seccomp.json',
        'seccinch explain clone3',
        'seccinch explain mounts',
        'seccinch explain ptrace-denied',
      ),
    )
    .action(async (what: string, options: ExplainOptions) => {
      done(await (await import('./explain.ts')).explain(what, options));
    });
}

/** `seccinch lint`: its options and help. */
export function lint(done: Done): Command {
  return command('lint', 'Mistakes in profiles that runtimes accept in silence, or start no container with.')
    .usage('[options] <profile…>')
    .argument('<profiles...>', 'seccomp profiles, folders with *.json, or - for standard input')
    .addOption(
      new Option('--for <reader>', 'who reads them (default: whose form each file has)').choices([
        'oci',
        'kubernetes',
        'docker',
        'podman',
        'spo',
      ]),
    )
    .option('--runtime <name[@version]>', 'the container runtime that will load them: any, runc, crun, none', 'any')
    .option('--libseccomp <version>', 'tell names that are newer than this one')
    .option('--fix', 'mend what can be mended without a decision, in the files themselves')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 for this and what is worse')
        .choices(['none', 'error', 'warning', 'note'])
        .default('error'),
    )
    .addOption(output('text', 'json', ...[...lintReporters.keys()].filter((format) => format !== 'text')))
    .option('-O, --out <file>', 'write the result here (default: stdout)')
    .addHelpText(
      'before',
      examples(
        'seccinch lint app.seccomp.json',
        'seccinch lint --for kubernetes --fail-on warning profiles/',
        'seccinch lint --runtime runc@1.1 --libseccomp 2.5.4 *.seccomp.json',
        'seccinch lint --fix app.seccomp.json',
        'seccinch explain conditional-beaten               what a finding means',
      ),
    )
    .addHelpText(
      'after',
      [
        '',
        'error: a container does not start, or the filter does something else than the',
        'file says; warning: so it is with some runtimes or callers, or more is let',
        'through than it seems; note: something has no effect. docs/linting.md has all.',
      ].join('\n'),
    )
    .action(async (profiles: string[], options: LintOptions) => {
      done(await (await import('./lint.ts')).lint(profiles, options));
    });
}

function comparisonOptions(target: Command, formats: Iterable<string>): Command {
  const gate = 'The gate:';
  return target
    .addOption(reader())
    .option('--caps <list>', capsHelp)
    .option('--kernel <release>', kernelHelp)
    .option('--abi <abi>', 'resolve for this machine (default: x86_64, or what the profile names instead)')
    .addOption(output(...formats))
    .option('-O, --out <file>', 'where that goes (default: stdout); the text then goes to stderr')
    .addOption(
      new Option('--fail-on <finding>', 'exit with 1 for this')
        .choices(failOnDiffLevels)
        .default('added')
        .helpGroup(gate),
    )
    .addOption(
      new Option('--allow-list <file>', 'additions that somebody answers for, with reason and date').helpGroup(gate),
    );
}

function needsRecordings(): Option {
  return new Option('-r, --recording <file>', 'says who needs a syscall; repeatable')
    .argParser((text: string, before: readonly string[]) => [...before, text])
    .default([], 'none');
}
