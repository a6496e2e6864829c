import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Abi } from '../../src/model/abi.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { Recording } from '../../src/model/recording.ts';
import type { ParseContext, SubjectKey } from '../../src/parsers/parser.ts';

/** A stream in one of Tracee's layouts; see fixtures/traces/tracee/README.md for where it comes from. */
export interface TraceeFixture {
  readonly format: 'tracee';
  readonly name: string;
  /** The version whose layout it has. */
  readonly version: string;
  readonly path: string;
  /** What the parser is to make of it (`scripts/expect-tracee-fixtures.mjs`); read when asked for. */
  readonly expected: TraceeExpectation;
  /** What strace saw, where the stream was made from its log; read when asked for. */
  readonly known: KnownCalls | undefined;
}

/** What was asked, and what is to come of it. */
export interface TraceeExpectation {
  readonly asked: { readonly by: SubjectKey; readonly abi?: Abi };
  readonly recordings: readonly Recording[];
  /** By what became of them. */
  readonly records: Readonly<Record<string, number>>;
  readonly problems: readonly Problem[];
}

/** What a workload did, told by strace and read by no parser of seccinch. */
export interface KnownCalls {
  readonly abi: Abi;
  readonly syscalls: readonly string[];
  /** Those of them that never returned. */
  readonly unreturned: readonly string[];
  /** Those made only before the container counted as started. */
  readonly beforeScope: readonly string[];
  /** Numbers that no table has. */
  readonly withoutName: readonly number[];
  /** How often each was made, whether or not it returned. */
  readonly times: Readonly<Record<string, number>>;
}

const traces = fileURLToPath(new URL('../../fixtures/traces/tracee', import.meta.url));

/** Every stream, over all layouts, in a fixed order. */
export function traceeFixtures(): TraceeFixture[] {
  return readdirSync(traces)
    .filter((version) => statSync(join(traces, version)).isDirectory())
    .sort()
    .flatMap((version) =>
      readdirSync(join(traces, version))
        .filter((file) => file.endsWith('.ndjson'))
        .sort()
        .map((file) => fixture(version, file.slice(0, -'.ndjson'.length))),
    );
}

/** The context in which a fixture's expectation was made. */
export function contextOf({ name, expected: { asked } }: TraceeFixture): ParseContext {
  const abi = asked.abi ?? 'x86_64';
  return { subject: { kind: 'command', name }, by: asked.by, abi, abiIsAssumed: asked.abi === undefined };
}

function fixture(version: string, name: string): TraceeFixture {
  const folder = join(traces, version);
  return {
    format: 'tracee',
    name,
    version,
    path: join(folder, `${name}.ndjson`),
    get expected() {
      return JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8'));
    },
    get known() {
      const path = join(folder, `${name}.known.json`);
      if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
      return JSON.parse(readFileSync(path, 'utf8'));
    },
  };
}
