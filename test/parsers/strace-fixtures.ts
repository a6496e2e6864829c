import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../../src/model/problem.ts';
import type { Recording } from '../../src/model/recording.ts';

/** A real trace and what is to be read from it. */
export interface Fixture {
  readonly format: string;
  readonly name: string;
  /** A file, or the folder of a `strace -ff`. */
  readonly path: string;
  readonly expected: { readonly recording: Recording; readonly problems: readonly Problem[] };
}

const traces = fileURLToPath(new URL('../../fixtures/traces', import.meta.url));

/** Every fixture of a format, over all versions of its tool. */
export function fixturesOf(format: string): Fixture[] {
  return readdirSync(join(traces, format)).flatMap((version) =>
    readdirSync(join(traces, format, version))
      .filter((file) => file.endsWith('.expected.json'))
      .map((file) => {
        const folder = join(traces, format, version);
        const name = file.slice(0, -'.expected.json'.length);
        const plain = join(folder, `${name}.strace`);
        const path = statSync(plain, { throwIfNoEntry: false }) === undefined ? join(folder, name) : plain;
        return { format, name, path, expected: JSON.parse(readFileSync(join(folder, file), 'utf8')) };
      }),
  );
}

/** The files of a fixture, in the order of their process ids. */
export function filesOf({ path }: Pick<Fixture, 'path'>): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const pid = (file: string) => Number(basename(file).split('.').at(-1));
  return readdirSync(path)
    .map((file) => join(path, file))
    .sort((a, b) => pid(a) - pid(b));
}

/** Problems without the folder of their source. */
export function withoutFolders(problems: readonly Problem[]): Problem[] {
  return problems.map(({ source = '', ...problem }) => ({ ...problem, source: basename(source) }));
}

/** Where a fixture's folder is, for messages. */
export function folderOf(fixture: Fixture): string {
  return dirname(fixture.path);
}
