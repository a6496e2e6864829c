import type { ByteSource, RangeSource } from '../io/byte-source.ts';
import type { Sink } from '../model/sink.ts';
import { isDocumentStream } from './json-documents.ts';
import { latin1 } from './latin1.ts';
import type { GatheredInput, ParseContext, Parser, RangeContext, TellContext } from './parser.ts';
import { detectTracee } from './tracee-detect.ts';
import { TraceeReader, type TraceeReaderOptions } from './tracee-reader.ts';
import type { TraceeTally } from './tracee-tally.ts';

/** How much of a range is read at a time: enough for few calls, and what the second-level cache holds. */
const pieceSize = 512 * 1024;

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
  ranges: { gather, isOpen, held, read: readRange, tell },
};

async function parse(source: ByteSource, sink: Sink, context: ParseContext): Promise<void> {
  const findings = [await gather(source, context)];
  await tell([{ label: source.label, subject: context.subject, findings }], sink, context);
}

async function gather(source: ByteSource, context: ParseContext, before?: GatheredInput): Promise<TraceeTally> {
  const head = await source.head();
  const reader = new TraceeReader({ ...how(context), documents: isDocumentStream(head.text), before: lastOf(before) });
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

function readRange(source: RangeSource, context: RangeContext): TraceeTally | undefined {
  let reader: TraceeReader | undefined;
  const first = new Uint8Array(source.isFirst ? pieceSize : 0);
  if (source.isFirst) {
    const count = source.read(first);
    const head = latin1(first.subarray(0, Math.min(count, headSize)));
    if (isDocumentStream(head)) return undefined;
    reader = new TraceeReader({ ...how(context), documents: false });
    reader.push(first.subarray(0, count));
  }
  reader ??= new TraceeReader({ ...how(context), documents: false });
  for (let count = -1; count !== 0 && !reader.needsOrder; ) {
    count = source.read(reader.room().subarray(0, pieceSize));
    if (count > 0) reader.filled(count);
  }
  return reader.needsOrder ? undefined : reader.end();
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
