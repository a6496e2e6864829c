import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { searchPath } from './machine.ts';
import type { Workload } from './workload.ts';

/** A workload with its folder, ready to be run again and again under one and the same path. */
export interface Stage {
  readonly workload: Workload;
  /** Where it runs: seen under this path on the host and in containers. */
  readonly folder: string;
  readonly argv: readonly [string, ...string[]];
  readonly env: ReadonlyMap<string, string>;
  /** For what is kept between the runs: recordings and profiles. Writable for the workload's user. */
  readonly results: string;
  /** Puts the folder back to how it was before the first run. */
  fill(): void;
}

/** Makes the folder of a workload and builds what it runs. */
export function setStage(workload: Workload): Stage {
  const top = temporaryFolder();
  const folder = join(top, 'run');
  const built = join(top, 'built');
  const results = join(top, 'results');
  const uid = workload.uid ?? 0;
  for (const path of [folder, built, results]) mkdirSync(path);
  chmodSync(top, 0o755);
  const inFolder = (text: string) => text.replaceAll('{dir}', folder);
  for (const [name, content] of Object.entries(workload.files ?? {})) {
    writeFileSync(join(built, name), inFolder(content));
  }
  for (const [file, ...args] of workload.compile ?? []) execFileSync(file, args, { cwd: built });
  execFileSync('chown', ['-R', `${uid}:${uid}`, built, folder, results]);
  const [file, ...args] = workload.argv;
  return {
    workload,
    folder,
    results,
    argv: [inFolder(file), ...args.map(inFolder)],
    env: new Map(Object.entries({ PATH: searchPath, HOME: folder, LANG: 'C.UTF-8', TZ: 'UTC', ...workload.env })),
    fill() {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
      cpSync(built, folder, { recursive: true });
      execFileSync('chown', ['-R', `${uid}:${uid}`, folder]);
    },
  };
}

/** The folder that a program lies in where a container does not have it: an installation outside the system's tree. */
export function foreignFolder(program: string): readonly string[] {
  return /^\/(usr|opt|bin|sbin|lib|srv|nix)\//.test(program) ? [] : [dirname(dirname(program))];
}
