import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { failOnDiffLevels } from '../model/diff-verdict.ts';
import { diffReporters } from '../report/diff-reporters.ts';
import { lintReporters } from '../report/lint-reporters.ts';
import { reviewReporters } from '../report/review-reporters.ts';
import type { CheckOptions } from './check.ts';
import type { DiffOptions } from './diff.ts';
import type { DoctorOptions } from './doctor.ts';
import type { ExplainOptions } from './explain.ts';
import type { GenerateOptions } from './generate.ts';
import type { IngestOptions } from './ingest-order.ts';
import type { LintOptions } from './lint.ts';
import type { MergeOptions } from './merge.ts';
import type { RecordOptions } from './record.ts';
import type { ReviewOptions } from './review.ts';
import type { VerifyOptions } from './verify.ts';
import { version } from './version.ts';

/** The values of `ingest --format`: those of the parsers, which are not loaded to be asked. A test holds both together. */
export const ingestFormats: readonly string[] = ['audit', 'auto', 'strace', 'strace-log', 'strace-summary', 'tracee'];

// For which container and machine a profile in the dialect of Docker or Podman is resolved.
const capsHelp = "resolve for these capabilities: ALL, none, or a list (default: Docker's default ones)";
const kernelHelp = 'resolve for this kernel, such as 4.7 (default: the newest)';
const abiHelp = 'resolve for this machine (default: x86_64, wherever seccinch runs)';

/** Takes the exit status of the command that ran. */
type Done = (status: number) => void;

// In the order of the help.
const commands: ReadonlyMap<string, (done: Done) => Command> = new Map([
  ['record', record],
  ['ingest', ingest],
  ['merge', merge],
  ['generate', generate],
  ['verify', verify],
  ['check', check],
  ['diff', diff],
  ['review', review],
  ['explain', explain],
  ['lint', lint],
  ['doctor', doctor],
]);

/**
 * The tree of commands and options. The work behind each is imported only when it is called for: `--help` and
 * `--version` load none of it.
 * @param word the first of the command line: where it is a command, the tree has no other, which takes time to make
 */
export function program(done: Done, word = ''): Command {
  const tree = new Command('seccinch')
    .description('Watch a workload; write the smallest seccomp profile that still runs it in a real container runtime.')
    .option('-V, --version', 'output the version number')
    // In place of commander's own, which is to be told the version at every start.
    .on('option:version', () => {
      process.stdout.write(`${version()}\n`);
      throw new CommanderError(0, 'commander.version', version());
    })
    .exitOverride()
    .showHelpAfterError('(seccinch --help shows the commands)')
    .enablePositionalOptions()
    .configureHelp({ subcommandTerm: (one) => one.name() })
    .addHelpText(
      'before',
      examples(
        'seccinch record -- ./app --serve                 run it, then get its profile',
        "seccinch record --ready tcp:8080 --exercise 'curl -s localhost:8080' -- ./app --serve",
        'seccinch ingest trace.log | seccinch generate -  a trace made elsewhere',
        'seccinch ingest --by image -d recordings tracee.json.gz',
        'seccinch explain app.seccomp.json                why each syscall is in it',
      ),
    );
  const asked = commands.get(word);
  for (const command of asked === undefined ? commands.values() : [asked]) {
    tree.addCommand(command(done).exitOverride());
  }
  return tree;
}

function examples(...lines: readonly string[]): string {
  return ['Examples:', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .showHelpAfterError(`(seccinch ${name} --help shows its options)`)
    .option('-q, --quiet', 'tell errors only')
    .option('-v, --verbose', 'tell more')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are honoured');
}

function output(...formats: string[]): Option {
  return new Option('-o, --output <format>', 'how the result is shown').choices(formats).default(formats[0]);
}

function reader(): Option {
  const words = 'who reads the profiles; kubernetes is as containerd does (default: whose dialect each is in)';
  return new Option('--for <reader>', words).choices(['oci', 'kubernetes', 'docker', 'podman']);
}

function profileOptions(target: Command): Command {
  const group = 'Profile:';
  return target
    .addOption(
      new Option(
        '--runtime <name[@version]>',
        'the container runtime that will load the profile: any, runc, crun, none',
      )
        .default('any')
        .helpGroup(group),
    )
    .addOption(
      new Option('--allow-privilege-escalation', 'for containers that run without no_new_privs').helpGroup(group),
    )
    .addOption(
      new Option('--mode <mode>', 'what happens to a call outside the profile')
        .choices(['enforce', 'log', 'kill'])
        .default('enforce')
        .helpGroup(group),
    )
    .addOption(
      new Option('--default-errno <errno>', 'what a refused call returns; programs fall back on ENOSYS')
        .choices(['ENOSYS', 'EPERM'])
        .default('ENOSYS')
        .helpGroup(group),
    )
    .addOption(
      new Option(
        '--min-kernel <x.y>',
        'also allow what the workload falls back to on kernels down to this one',
      ).helpGroup(group),
    )
    .addOption(
      new Option('--emit <targets>', 'the files to write: seccomp, kubernetes')
        .default('seccomp,kubernetes')
        .helpGroup(group),
    )
    .addOption(
      new Option(
        '--localhost-profile <path>',
        "where the pod finds it below the kubelet's seccomp folder (default: profiles/<name>.json)",
      ).helpGroup(group),
    );
}

function stopOptions(target: Command): Command {
  const group = 'Stopping a workload that does not end by itself:';
  return target
    .addOption(new Option('--for <duration>', 'stop it after 500ms, 30s, 5m, 1h').helpGroup(group))
    .addOption(
      new Option('--ready <tcp:PORT|command>', 'wait until the port answers or the command succeeds').helpGroup(group),
    )
    .addOption(new Option('--exercise <command>', 'run this shell command against it, then stop it').helpGroup(group))
    .addOption(new Option('--stop-signal <signal>', 'the first signal').default('TERM').helpGroup(group))
    .addOption(new Option('--grace <duration>', 'from the first signal to SIGKILL').default('10s').helpGroup(group));
}

function record(done: Done): Command {
  return profileOptions(
    stopOptions(
      command('record', 'Run a command under a tracer; write its recording, profile and securityContext.')
        .usage('[options] -- <command> [args…]')
        .argument('[command...]', 'the workload; everything after -- belongs to it')
        .option(
          '-n, --name <name>',
          "the workload's name, and the stem of the files (default: the command's base name)",
        )
        .option('-d, --out-dir <dir>', 'the folder to write into', '.')
        .addOption(new Option('--recorder <recorder>', 'the tracer').choices(['strace']).default('strace'))
        .option('-p, --pid <pid...>', 'attach to running processes instead')
        .option('--runs <n>', 'run it n times, say what each run brought', wholeNumber, 1)
        .option('--dry-run', "print the tracer's command line and leave"),
    )
      .addOption(output('text', 'json'))
      .option('-O, --out <file>', 'where --output json goes (default: stdout, after the workload has ended)')
      .passThroughOptions()
      .addHelpText(
        'before',
        examples(
          'seccinch record -- python3 app.py',
          'seccinch record -n web --for 30s -- nginx -g "daemon off;"',
          "seccinch record --ready tcp:6379 --exercise 'redis-cli ping' -- redis-server",
          'seccinch record --pid "$(pidof nginx)" --for 5m',
        ),
      )
      .addHelpText(
        'after',
        [
          '',
          'The workload keeps its own stdin, stdout, stderr and exit status. Ctrl-C stops',
          'it and writes what was seen; a second Ctrl-C leaves at once.',
          '125: seccinch failed; 126: not executable; 127: not found.',
        ].join('\n'),
      ),
  ).action(async (argv: string[], options: RecordOptions) => {
    done(await (await import('./record.ts')).record(argv, options));
  });
}

function ingest(done: Done): Command {
  const streams = 'Streams of Tracee, which tell containers apart, and audit logs (process, exe):';
  return command('ingest', 'Read traces made elsewhere; write one recording per subject.')
    .usage('[options] [file…|-]')
    .argument('[files...]', 'traces, folders of `strace -ff`, or - for standard input; packed by gzip or zstd or not')
    .addOption(new Option('--format <format>', 'what the input is').choices(ingestFormats).default('auto'))
    .option(
      '--abi <abi>',
      'the ABI of calls the input does not tell: x86_64, aarch64 …; auto: this machine, for Tracee what the stream shows',
      'auto',
    )
    .option('-n, --name <name>', 'the name of the one subject; all inputs belong to it')
    .option('-d, --out-dir <dir>', 'write <subject>.recording.json here')
    .option('-O, --out <file>', 'write the one recording here (default: stdout)')
    .option('--strict', 'write nothing when something may be missing')
    .option('--threads <n>', 'for large files; 0: the exact reader alone (default: one a core, at most 8)')
    .addOption(
      new Option('--progress <mode>', 'on stderr; auto: a line while it is a terminal')
        .choices(['auto', 'none', 'ndjson'])
        .default('auto'),
    )
    .addOption(output('text', 'json'))
    .addOption(
      new Option('--by <key>', 'what makes one subject; all: everything is one (default: image; of audit logs: all)')
        .choices(['container', 'image', 'pod', 'workload', 'process', 'exe', 'all'])
        .helpGroup(streams),
    )
    .addOption(
      new Option(
        '--select <key=value>',
        'only what is of this container, id, image, namespace, pod, process, workload, exe; repeat it to narrow further',
      )
        .argParser((text: string, before: readonly string[]) => [...before, text])
        .default([], 'all')
        .helpGroup(streams),
    )
    .addOption(new Option('--no-indirect', 'leave out calls that only other events tell of').helpGroup(streams))
    .addHelpText(
      'before',
      examples(
        'seccinch ingest trace.log -O app.recording.json',
        'strace -f -o /dev/stdout true | seccinch ingest - -n true',
        'seccinch ingest -d recordings traces/*.log',
        'seccinch ingest --by workload -d recordings tracee.json.gz',
        'kubectl logs ds/tracee -n tracee | seccinch ingest --select namespace=shop -d recordings',
        'dmesg | seccinch ingest --by exe -d found          what profiles refused or logged',
      ),
    )
    .addHelpText(
      'after',
      [
        '',
        'Without -d and -O, one recording of the whole input goes to stdout; those of',
        'containers, images, pods … go into the current folder.',
        'docs/recording-with-tracee.md says how to record with Tracee,',
        'docs/from-log-mode.md how to make a profile from what a deployed one logs.',
      ].join('\n'),
    )
    .action(async (files: string[], options: IngestOptions) => {
      done(await (await import('./ingest.ts')).ingest(files, options));
    });
}

function verify(done: Done): Command {
  const container = 'The container:';
  const listOf = (text: string, before: readonly string[]): readonly string[] => [...before, text];
  return stopOptions(
    command('verify', 'Run a command in a real container runtime under a profile; say what was refused.')
      .usage('[options] <profile> -- <command> [args…]')
      .argument('<profile>', 'a seccomp profile; - for standard input')
      .argument('[command...]', 'the workload; everything after -- belongs to it')
      .option('--expect-exit <status>', 'the status it is to end with (default: 0)', exitCode)
      .option('--compare', 'run it without the profile first; hold its output and status against that')
      .option('--timeout <duration>', 'kill each run after this', '60s')
      .option('--repair', 'let through what was missing, write that profile and show that it holds')
      .option(
        '-O, --out <file>',
        'where the repaired profile goes, - for stdout (default: <name>.repaired.seccomp.json beside it)',
      )
      .option('--dry-run', 'print the container and the commands, and leave')
      .addOption(output('text', 'json'))
      .addOption(
        new Option(
          '--runtime <runtime>',
          'runc, crun, or the path of one that takes the same options; with --image podman, docker, podman:crun',
        )
          .default('runc')
          .helpGroup(container),
      )
      .addOption(
        new Option(
          '--image <image>',
          'an image that podman or docker has; without a command, its own is run',
        ).helpGroup(container),
      )
      .addOption(
        new Option('--rootfs <dir>', "the root file system, copy-on-write (default: this machine's own)").helpGroup(
          container,
        ),
      )
      .addOption(
        new Option('--no-new-privileges <bool>', 'run it with no_new_privs')
          .choices(['true', 'false'])
          .default('true')
          .helpGroup(container),
      )
      .addOption(
        new Option('--user <uid[:gid]>', "who runs it (default: 0, with --image the image's own)").helpGroup(container),
      )
      .addOption(
        new Option(
          '--cap-add <capability>',
          "beside Docker's default ones, with --image the engine's; repeatable, or ALL",
        )
          .argParser(listOf)
          .default([], 'none')
          .helpGroup(container),
      )
      .addOption(
        new Option('--network <network>', "this machine's, or an empty one")
          .choices(['host', 'none'])
          .default('host')
          .helpGroup(container),
      )
      .addOption(
        new Option('--env <name[=value]>', 'an environment variable; repeatable')
          .argParser((text: string, before: readonly string[]) => {
            if (text === '' || text.startsWith('=')) throw new InvalidArgumentError('Expected NAME or NAME=VALUE.');
            return listOf(text, before);
          })
          .default([], 'all that there are; with --rootfs or --image none')
          .helpGroup(container),
      )
      .addOption(
        new Option(
          '--workdir <dir>',
          'the folder to run in (default: this one; with --rootfs /, with --image its own)',
        ).helpGroup(container),
      )
      .addHelpText(
        'before',
        examples(
          'sudo seccinch verify app.seccomp.json -- ./app --self-test',
          'sudo seccinch verify --repair --compare app.seccomp.json -- ./app --self-test',
          "sudo seccinch verify --ready tcp:80 --exercise 'curl -s localhost' web.json -- nginx",
          'sudo seccinch verify --rootfs ./image --user 1000 app.seccomp.json -- /app',
          'sudo seccinch verify --runtime podman --image shop:1.2 shop.seccomp.json',
        ),
      )
      .addHelpText(
        'after',
        [
          '',
          'Where something is refused, the workload runs a second time with all of that let',
          'through, so that everything missing is named at once. What it writes is thrown',
          'away. It keeps its own stdin, stdout, stderr and exit status. 1: it ended as',
          'expected, but something was refused; 124: not in time; 125: seccinch failed, or',
          'the container did not start; 126: not executable; 127: not found. With --repair,',
          'the status is that of the last profile that was tried.',
        ].join('\n'),
      ),
  ).action(async (profile: string, argv: string[], options: VerifyOptions) => {
    done(await (await import('./verify.ts')).verify(profile, argv, options));
  });
}

function merge(done: Done): Command {
  return command('merge', 'Several recordings of one workload into one.')
    .usage('[options] <recording…>')
    .argument('<recordings...>', 'recordings, or - for standard input')
    .option('-n, --name <name>', 'the name of the result, where theirs differ')
    .option('-O, --out <file>', 'write it here (default: stdout)')
    .action(async (files: string[], options: MergeOptions) => {
      done(await (await import('./merge.ts')).merge(files, options));
    });
}

function generate(done: Done): Command {
  return profileOptions(
    command('generate', 'Recordings into a profile and the files that go with it.')
      .usage('[options] <recording…>')
      .argument('<recordings...>', 'recordings of one workload, or - for standard input')
      .option('-n, --name <name>', "the stem of the files (default: the recording's subject)")
      .option('-d, --out-dir <dir>', 'the folder to write into', '.')
      .option('-O, --out <file>', 'with one --emit target: write it here, - for stdout')
      .option('--dry-run', 'say what would be written, write nothing')
      .addOption(output('text', 'json'))
      .addHelpText(
        'before',
        examples(
          'seccinch generate app.recording.json',
          'seccinch generate --emit seccomp -O - app.recording.json',
          'seccinch generate --runtime runc@1.3.6 --allow-privilege-escalation run1.recording.json run2.recording.json',
        ),
      ),
  ).action(async (files: string[], options: GenerateOptions) => {
    done(await (await import('./generate.ts')).generate(files, options));
  });
}

function check(done: Done): Command {
  return command('check', 'Would this profile stop what was recorded; what does it allow in vain. Needs no kernel.')
    .usage('[options] <profile> <recording…>')
    .argument('<profile>', 'a seccomp profile, or - for standard input')
    .argument('<recordings...>', 'recordings of whatever is to run under it, or - for standard input')
    .option(
      '--runtime <name[@version]>',
      'the container runtime that will load the profile: any, runc, crun, none',
      'any',
    )
    .option('--allow-privilege-escalation', 'for containers that run without no_new_privs')
    .addOption(reader())
    .option('--caps <list>', capsHelp)
    .option('--kernel <release>', kernelHelp)
    .addOption(
      new Option('--fail-on <finding>', 'exit with 1 for this and what is worse')
        .choices(['refused', 'excess', 'any', 'none'])
        .default('refused'),
    )
    .addOption(output('text', 'json'))
    .addHelpText(
      'before',
      examples(
        'seccinch check app.seccomp.json app.recording.json',
        'seccinch check --fail-on excess app.seccomp.json recordings/*.recording.json',
        'seccinch check --runtime runc@1.2.7 app.seccomp.json app.recording.json',
      ),
    )
    .addHelpText(
      'after',
      [
        '',
        '--fail-on refused: a recorded call is refused, or a container does not start;',
        'excess: that, or something is allowed in vain; any: that, or something depends',
        'on arguments, or breaks with other versions of the runtime or libseccomp.',
      ].join('\n'),
    )
    .action(async (profile: string, recordings: string[], options: CheckOptions) => {
      done(await (await import('./check.ts')).check(profile, recordings, options));
    });
}

function needsRecordings(): Option {
  return new Option('-r, --recording <file>', 'says who needs a syscall; repeatable')
    .argParser((text: string, before: readonly string[]) => [...before, text])
    .default([], 'none');
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

function diff(done: Done): Command {
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

function review(done: Done): Command {
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

function explain(done: Done): Command {
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

function lint(done: Done): Command {
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

function doctor(done: Done): Command {
  return command('doctor', 'What works on this machine, what it is good for, and how to get what is missing.')
    .addOption(output('text', 'json'))
    .addHelpText('before', examples('seccinch doctor', 'seccinch doctor -o json | jq .jobs', 'sudo seccinch doctor -v'))
    .addHelpText(
      'after',
      [
        '',
        'It tries things out: strace on itself; as root an overlay and an empty container,',
        'which are gone afterwards. 0: a workload can be recorded here; 1: it cannot.',
      ].join('\n'),
    )
    .action(async (options: DoctorOptions) => {
      done(await (await import('./doctor.ts')).doctor(options));
    });
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return number;
}

function exitCode(text: string): number {
  if (!/^[0-9]{1,3}$/.test(text) || Number(text) > 255)
    throw new InvalidArgumentError('Expected a number from 0 to 255.');
  return Number(text);
}
