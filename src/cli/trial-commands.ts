import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from './check.ts';
import { capsHelp, command, type Done, examples, kernelHelp, output, reader, stopOptions } from './command-parts.ts';
import type { DoctorOptions } from './doctor.ts';
import type { VerifyOptions } from './verify.ts';

/** `seccinch verify`: its options and help. */
export function verify(done: Done): Command {
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

/** `seccinch check`: its options and help. */
export function check(done: Done): Command {
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

/** `seccinch doctor`: its options and help. */
export function doctor(done: Done): Command {
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

function exitCode(text: string): number {
  if (!/^[0-9]{1,3}$/.test(text) || Number(text) > 255)
    throw new InvalidArgumentError('Expected a number from 0 to 255.');
  return Number(text);
}
