/** What this strace can do beyond what every one that seccinch works with can. */
export interface StraceFeatures {
  /** `-n`: the number of each call, which tells its ABI. */
  readonly numbers: boolean;
  /** `-Y`: the command name of each thread. */
  readonly comms: boolean;
}

let known: Promise<StraceFeatures> | undefined;

/** Reads them from its own help, once: NEWS does not say what a distribution has taken in. None where it does not run. */
export function straceFeatures(): Promise<StraceFeatures> {
  known ??= read();
  return known;
}

async function read(): Promise<StraceFeatures> {
  const { execa } = await import('execa');
  const { stdout = '' } = await execa('strace', ['-h'], { stdin: 'ignore', reject: false, env: { LC_ALL: 'C' } });
  return { numbers: /^ *-n\b.*--syscall-number/m.test(stdout), comms: /^ *-Y\b.*--decode-pids=comm/m.test(stdout) };
}
