import { availableParallelism } from 'node:os';
import { checkedStem } from '../io/safe-stem.ts';
import { type Abi, abis } from '../model/abi.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { Subject } from '../model/subject.ts';
import { parsersFor } from '../parsers/index.ts';
import type { ParseInputContext } from '../parsers/parse-input.ts';
import { type Selection, type SubjectKey, selectKeys } from '../parsers/parser.ts';
import { abiHere } from './abi-here.ts';
import type { ProgressMode } from './ingest-progress.ts';
import { rangesReader } from './read-ranges.ts';
import type { GlobalOptions } from './terminal.ts';

/** More threads than this have not been found to help, nor to be wanted, by default. */
const defaultThreads = 8;
const mostThreads = 64;

/** The options of `ingest`, as commander gives them. */
export interface IngestOptions extends GlobalOptions {
  readonly format: string;
  readonly by?: SubjectKey;
  readonly select: readonly string[];
  /** False for `--no-indirect`. */
  readonly indirect: boolean;
  readonly abi: string;
  readonly strict?: boolean;
  readonly threads?: string;
  readonly progress: ProgressMode;
  readonly name?: string;
  readonly outDir?: string;
  readonly out?: string;
  readonly output: 'text' | 'json';
}

/** What the options ask for, checked. */
export interface IngestOrder {
  /** What all inputs are read with. */
  readonly context: Omit<ParseInputContext, 'subject' | 'progress'>;
  /** Whom all inputs are about, when they are to be one subject. */
  readonly one: Subject | undefined;
}

/** Reads the options. Gives `abi-not-known`, `name-unsafe`, `selection-invalid` or `threads-invalid`. */
export function readIngestOrder(options: IngestOptions): Result<IngestOrder> {
  const abi = abiOption(options.abi);
  if (!abi.ok) return abi;
  const name = options.name === undefined ? undefined : checkedStem(options.name);
  if (name !== undefined && !name.ok) return name;
  const select: Selection[] = [];
  for (const text of options.select) {
    const selection = selectOption(text);
    if (!selection.ok) return selection;
    select.push(selection.value);
  }
  const threads = threadsOption(options.threads);
  if (!threads.ok) return threads;
  // A name for everything makes everything one.
  const by = name === undefined ? options.by : 'all';
  return ok({
    context: {
      abi: abi.value,
      abiIsAssumed: options.abi === 'auto',
      ...(by !== undefined && { by }),
      select,
      noIndirect: !options.indirect,
      ...(threads.value === 0 ? { exact: true } : { readRanges: rangesReader(threads.value) }),
      candidates: parsersFor(options.format),
    },
    one:
      name !== undefined
        ? { kind: 'command', name: name.value }
        : by === 'all'
          ? { kind: 'all', name: 'all' }
          : undefined,
  });
}

function abiOption(text: string): Result<Abi> {
  const abi = text === 'auto' ? abiHere() : abis.find((one) => one === text);
  return abi === undefined
    ? fail({ kind: 'abi-not-known', what: `${text} (known: auto, ${abis.join(', ')})` })
    : ok(abi);
}

function selectOption(text: string): Result<Selection> {
  const at = text.indexOf('=');
  const key = selectKeys.find((one) => one === text.slice(0, at));
  const value = text.slice(at + 1);
  return at < 0 || key === undefined || value === ''
    ? fail({ kind: 'selection-invalid', what: `${text} (known: ${selectKeys.join(', ')})` })
    : ok({ key, value });
}

function threadsOption(text: string | undefined): Result<number> {
  if (text === undefined) return ok(Math.min(availableParallelism(), defaultThreads));
  const threads = /^[0-9]{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return threads <= mostThreads ? ok(threads) : fail({ kind: 'threads-invalid', what: text });
}
