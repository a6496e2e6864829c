import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ContainedRun, runContained } from '../../src/enforce/contained-run.ts';
import type { Runtime } from '../../src/enforce/runtime.ts';
import type { Result } from '../../src/model/problem.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { searchPath } from './machine.ts';

/** Flags for a program that starts at `_start` and makes no call but its own. */
export const withoutLibrary = ['-nostdlib', '-fno-stack-protector', '-fno-pie', '-no-pie'];

/** Compiles a C program that needs no file at run time; gives its path, in a folder of its own that everyone can read. */
export function compileStatic(source: string, flags: readonly string[]): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'program.c'), source);
  execFileSync('gcc', ['-O1', '-static', ...flags, '-o', 'program', 'program.c'], { cwd: folder });
  return join(folder, 'program');
}

/** Runs such a program under a profile, in a container of its own, as root with no_new_privs. */
export function runStatic(
  runtime: Runtime,
  seccomp: string,
  argv: readonly [string, ...string[]],
  timeoutMs: number,
): Promise<Result<ContainedRun>> {
  const folder = dirname(argv[0]);
  return runContained({
    runtime,
    bundle: {
      argv,
      env: new Map([['PATH', searchPath]]),
      cwd: '/',
      user: { uid: 0, gid: 0 },
      noNewPrivileges: true,
      seccomp,
      extra: [{ source: folder, destination: folder, writable: false, recursive: false }],
      network: 'host',
    },
    outputLimit: 1 << 20,
    timeoutMs,
  });
}
