import type { ByteSource, RangeSource } from '../io/byte-source.ts';
import type { Sink } from '../model/sink.ts';
import type { LineScanner } from '../scan/line-scanner.ts';
import { isDocumentStream } from './json-documents.ts';
import { latin1 } from './latin1.ts';
import type { GatheredInput, ParseContext, Parser, RangeContext, TellContext } from './parser.ts';
import { detectTracee } from './tracee-detect.ts';
import { TraceeReader, type TraceeReaderOptions } from './tracee-reader.ts';
import type { TraceeTally } from './tracee-tally.ts';

/** How much of a range is read at a time: enough for few calls, and what the second-level cache holds. */
const pieceSize = 512 * 1024;

const newline = 10;
/** How much `ByteSource.head` shows: a file must be the same however it is read. */
const headSize = 64 * 1024;

/** The events of Tracee (aquasecurity/tracee) as JSON: all layouts from v0.1 on, in the envelopes they travel in. */
export const tracee: Parser = {
  id: 'tracee',
  title: 'JSON events of Tracee',
  tells: {
    by: ['container', 'image', 'pod', 'workload', 'process'],
    select: ['container', 'id', 'image', 'namespace', 'pod', 'process', 'workload'],
  },
  detect: detectTracee,
  parse,
  ranges: { gather, isOpen, held, read: readRanges, tell },
};

async function parse(source: ByteSource, sink: Sink, context: ParseContext): Promise<void> {
  const findings = [await gather(source, context)];
  await tell([{ label: source.label, subject: context.subject, findings }], sink, context);
}

async function gather(source: ByteSource, context: ParseContext, before?: GatheredInput): Promise<TraceeTally> {
  const head = await source.head();
  const reader = new TraceeReader({ ...how(context), documents: isDocumentStream(head.text), before: lastOf(before) });
  reader.begin(0);
  for await (const chunk of source.chunks()) {
    if (context.signal?.aborted) break;
    reader.push(chunk);
  }
  return reader.end();
}

function isOpen(input: GatheredInput): boolean {
  return (lastOf(input)?.open.length ?? 0) > 0;
}

function held(inputs: readonly GatheredInput[]): number {
  const tallies = inputs.flatMap(({ findings }) => findings as readonly TraceeTally[]);
  return tallies.reduce((sum, { size }) => sum + size, 0);
}

function lastOf(input: GatheredInput | undefined): TraceeTally | undefined {
  return input?.findings.at(-1) as TraceeTally | undefined;
}

function readRanges(source: RangeSource, context: RangeContext): TraceeTally | undefined {
  const options = { ...how(context), documents: false };
  const scanner = context.isWhole === true ? undefined : taught(options, source.head(headSize));
  const reader = new TraceeReader({ ...options, scanner });
  // Of ranges that others have a part in nobody knows what was read before them.
  const canGoOn = (): boolean => !reader.needsOrder && (context.isWhole === true || !reader.leftOut);
  for (let range = -1; canGoOn(); ) {
    const count = source.read(reader.input, reader.filledTo, pieceSize);
    if (count === 0) break;
    if (source.range !== range) {
      range = source.range;
      if (range === 0 && isDocumentStream(latin1(reader.input.subarray(0, Math.min(count, headSize)))))
        return undefined;
      reader.begin(range);
    }
    reader.filled(count);
  }
  const tally = reader.end();
  return canGoOn() ? tally : undefined;
}

/**
 * A scanner that knows the shapes that a stream begins with. Code for the same shapes is the same in every thread, and the
 * engine makes it once for all of them.
 */
function taught(options: TraceeReaderOptions, head: Uint8Array): LineScanner | undefined {
  const reader = new TraceeReader({ ...options, progress: undefined });
  reader.push(head.subarray(0, head.lastIndexOf(newline) + 1));
  reader.end();
  return reader.scanner;
}

async function tell(
  inputs: readonly GatheredInput[],
  sink: Sink,
  context: TellContext,
): Promise<readonly GatheredInput[]> {
  // Loaded now: a thread that only reads has no use for it, and reading need not wait for it.
  const { tellTracee } = await import('./tracee-tell.ts');
  const tallied = inputs.map((input) => ({ ...input, tallies: input.findings as readonly TraceeTally[] }));
  return tellTracee(tallied, sink, context);
}

function how({ by, select, exact, held, progress }: RangeContext): Omit<TraceeReaderOptions, 'documents'> {
  const withProcess = by === 'process' || select?.some(({ key }) => key === 'process') === true;
  return { withProcess, exact: exact === true, held, progress };
}
