import { Command, Option } from 'commander';

/** Takes the exit status of the command that ran. */
export type Done = (status: number) => void;

/** Of `--caps`: for which container a profile in the dialect of Docker or Podman is resolved. */
export const capsHelp =
  "resolve for these capabilities: ALL, none, or a list (default: Docker's default ones; Podman's with --for podman)";

/** Of `--kernel`. */
export const kernelHelp = 'resolve for this kernel, such as 4.7 (default: the newest)';

/** Of `--abi`. */
export const abiHelp = 'resolve for this machine (default: x86_64, wherever seccinch runs)';

/** Examples, one a line, as a help begins with them. */
export function examples(...lines: readonly string[]): string {
  return ['Examples:', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** A command with the options that all have. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .showHelpAfterError(`(seccinch ${name} --help shows its options)`)
    .option('-q, --quiet', 'tell errors only')
    .option('-v, --verbose', 'tell more')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are honoured');
}

/** `--output`, the first format the default. */
export function output(...formats: string[]): Option {
  return new Option('-o, --output <format>', 'how the result is shown').choices(formats).default(formats[0]);
}

/** `--for`: who reads profiles. */
export function reader(): Option {
  const words = 'who reads the profiles; kubernetes is as containerd does (default: whose dialect each is in)';
  return new Option('--for <reader>', words).choices(['oci', 'kubernetes', 'docker', 'podman']);
}

/** The options of `parseStopPlan`. */
export function stopOptions(target: Command): Command {
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
