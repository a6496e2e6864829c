import type { Abi } from '../../src/model/abi.ts';
import { combineRecordings } from '../../src/model/canonical-recording.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { ObservedSyscall, Recording } from '../../src/model/recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import type { Parser } from '../../src/parsers/parser.ts';
import { straceLog } from '../../src/parsers/strace-log.ts';
import { bytesSource } from './bytes-source.ts';

/** What a parser made of some bytes. */
export interface Parsed {
  /** Of all subjects together. */
  readonly recording: Recording;
  readonly problems: readonly Problem[];
  /** The calls of the first ABI by name. */
  readonly calls: ReadonlyMap<string, ObservedSyscall>;
}

/** Parses bytes, or a text of latin1 characters. */
export async function parseText(
  text: string | Uint8Array,
  options: { readonly parser?: Parser; readonly abi?: Abi; readonly chunkSize?: number } = {},
): Promise<Parsed> {
  const builder = new RecordingBuilder();
  const parser = options.parser ?? straceLog;
  await parser.parse(bytesSource(text, options.chunkSize), builder, {
    subject: { kind: 'command', name: 'test' },
    abi: options.abi ?? 'x86_64',
  });
  const recording = combineRecordings(builder.recordings(), { kind: 'command', name: 'test' });
  const calls = new Map((recording.abis[0]?.syscalls ?? []).map((syscall) => [syscall.name, syscall]));
  return { recording, problems: builder.problems(), calls };
}
