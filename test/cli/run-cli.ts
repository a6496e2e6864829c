import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command line, as `npm` links it. */
export const bin = fileURLToPath(new URL('../../dist/bundle/bin.cjs', import.meta.url));

/** What a command line did. */
export interface CliResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. The environment is a small fixed one, so that colours and widths are the same everywhere. */
export interface CliRequest {
  readonly cwd?: string;
  readonly stdin?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
}

/** Runs `seccinch` with these arguments to its end. */
export function runCli(args: readonly string[], request: CliRequest = {}): Promise<CliResult> {
  return runProgram([process.execPath, bin, ...args], request);
}

/** Runs any command line in the same way: one that starts `seccinch` as somebody else, or somewhere else, say. */
export function runProgram([file = '', ...args]: readonly string[], request: CliRequest = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: request.cwd,
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...request.env },
      stdio: 'pipe',
      ...(request.uid === undefined ? {} : { uid: request.uid, gid: request.uid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(request.stdin ?? '');
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}
