import { type Command, InvalidArgumentError, Option } from 'commander';
import { command, type Done, examples, output, stopOptions } from './command-parts.ts';
import type { GenerateOptions } from './generate.ts';
import type { IngestOptions } from './ingest-order.ts';
import type { MergeOptions } from './merge.ts';
import type { RecordOptions } from './record.ts';

/** The values of `ingest --format`: those of the parsers, which are not loaded to be asked. A test holds both together. */
export const ingestFormats: readonly string[] = ['audit', 'auto', 'strace', 'strace-log', 'strace-summary', 'tracee'];

/** `seccinch record`: its options and help. */
export function record(done: Done): Command {
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

/** `seccinch ingest`: its options and help. */
export function ingest(done: Done): Command {
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

/** `seccinch merge`: its options and help. */
export function merge(done: Done): Command {
  return command('merge', 'Several recordings of one workload into one.')
    .usage('[options] <recording…>')
    .argument('<recordings...>', 'recordings, or - for standard input')
    .option('-n, --name <name>', 'the name of the result, where theirs differ')
    .option('-O, --out <file>', 'write it here (default: stdout)')
    .action(async (files: string[], options: MergeOptions) => {
      done(await (await import('./merge.ts')).merge(files, options));
    });
}

/** `seccinch generate`: its options and help. */
export function generate(done: Done): Command {
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

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return number;
}
