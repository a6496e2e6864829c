import type { ByteSource, Head, RangeSource } from '../io/byte-source.ts';
import type { Abi } from '../model/abi.ts';
import type { Sink } from '../model/sink.ts';
import type { Subject } from '../model/subject.ts';

/** What a parser is told beside the bytes. */
export interface ParseContext {
  /** Whom calls belong to in a format that does not say. */
  readonly subject: Subject;
  /** The ABI of calls in a format that does not say. */
  readonly abi: Abi;
  /** `abi` was not named by anyone, it is that of this machine: a format whose traces travel must not rely on it. */
  readonly abiIsAssumed?: boolean;
  /** What makes one subject, in a format that tells of several. */
  readonly by?: SubjectKey;
  /** Only what matches all of these is evidence, in a format that tells of several subjects. */
  readonly select?: readonly Selection[];
  /** Leave out calls that only other events tell of. */
  readonly noIndirect?: boolean;
  /** Read every record the slow and certain way, where a format has a fast one. */
  readonly exact?: boolean;
  /** How much earlier inputs hold that are told with this one (`RangeParser.held`): there is less room for it then. */
  readonly held?: number;
  /** Called every megabyte or so. */
  readonly progress?: (state: ReadState) => void;
  /** Leave when it fires; what was found so far stands. */
  readonly signal?: AbortSignal;
}

/** What makes one subject: the values of `ingest --by`. */
export const subjectKeys = ['container', 'image', 'pod', 'workload', 'process', 'exe', 'all'] as const;

/** @see subjectKeys */
export type SubjectKey = (typeof subjectKeys)[number];

/** What `ingest --select KEY=VALUE` can ask for. */
export const selectKeys = ['container', 'exe', 'id', 'image', 'namespace', 'pod', 'process', 'workload'] as const;

/** @see selectKeys */
export type SelectKey = (typeof selectKeys)[number];

/** One `--select`: the value has to be equal. */
export interface Selection {
  readonly key: SelectKey;
  readonly value: string;
}

/** How far reading is. The sets grow, and may hold names from strangers. */
export interface ReadState {
  /** Bytes of the format read so far, after decompression. */
  readonly bytes: number;
  /** Records read so far. */
  readonly records: number;
  readonly syscalls: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
}

/**
 * One input format. The same findings for any chunking of the same bytes; no throw for any bytes; what cannot be used
 * becomes a counted problem with its first line.
 */
export interface Parser {
  /** The value of `--format`. */
  readonly id: string;
  readonly title: string;
  /** What its records tell of whom a call belongs to: the `by` (beside `all`) and `select` that mean something to it. */
  readonly tells?: { readonly by: readonly SubjectKey[]; readonly select: readonly SelectKey[] };
  /** How sure it is that the head is its format: 0 not at all, 1 certain. */
  detect(head: Head): number;
  parse(source: ByteSource, sink: Sink, context: ParseContext): Promise<void>;
  /** Reads one run that its tool wrote into several files, in order; where the format does that. */
  parseParts?(parts: readonly ByteSource[], sink: Sink, context: ParseContext): Promise<void>;
  /** Reads inputs, and ranges of one file side by side, and tells all together; where records of the format stand alone. */
  readonly ranges?: RangeParser;
}

/**
 * Reads inputs, or a file in ranges, each where it likes (another thread), and tells the findings of all in one place: what
 * an event of one input says may matter to those of another. The findings are plain data (structured clone).
 */
export interface RangeParser {
  /**
   * Reads a source in order.
   * @param before what reading the input before has found: this one may go on with its last record
   */
  gather(source: ByteSource, context: ParseContext, before?: GatheredInput): Promise<unknown>;
  /** Whether an input ends within a record: the next one has to be read in order then. */
  isOpen(input: GatheredInput): boolean;
  /** How much memory findings take that are not told yet, by a measure of the parser's own. */
  held(inputs: readonly GatheredInput[]): number;
  /**
   * Reads the lines that begin in some ranges.
   * @returns undefined when they do not stand alone after all: then the whole file has to be read in order
   */
  read(source: RangeSource, context: RangeContext): unknown;
  /**
   * Tells the findings of all inputs.
   * @returns the inputs of which something was told under their own subject
   */
  tell(inputs: readonly GatheredInput[], sink: Sink, context: TellContext): Promise<readonly GatheredInput[]>;
}

/** What `RangeParser.tell` needs to know. */
export type TellContext = Omit<ParseContext, 'subject'>;

/** What reading an input has found; not told yet. */
export interface GatheredInput {
  /** Names the input in problems. */
  readonly label: string;
  /** Whom calls belong to of which the format does not say it. */
  readonly subject: Subject;
  /** Of the whole, or of its ranges: some of them each, in any order. */
  readonly findings: readonly unknown[];
}

/** What `RangeParser.read` needs to know; plain data save for the callback. */
export interface RangeContext extends Pick<ParseContext, 'by' | 'exact' | 'held' | 'select'> {
  /** All ranges come to one reader. */
  readonly isWhole?: boolean;
  readonly progress?: (state: ReadState) => void;
}
