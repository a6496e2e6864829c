import type { Problem } from '../../src/model/problem.ts';
import type { RecordFate } from '../../src/model/record-fate.ts';
import type { Recording } from '../../src/model/recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import { audit } from '../../src/parsers/audit.ts';
import type { ParseContext } from '../../src/parsers/parser.ts';
import { bytesSource } from './bytes-source.ts';

/** What an audit log tells. */
export interface ReadAudit {
  readonly recordings: readonly Recording[];
  readonly problems: readonly Problem[];
  readonly records: ReadonlyMap<RecordFate, number>;
}

/** Reads an audit log, one character a byte. */
export async function readAudit(text: string | Uint8Array, context: Partial<ParseContext> = {}): Promise<ReadAudit> {
  const builder = new RecordingBuilder();
  const subject = { kind: 'command', name: 'test' } as const;
  await audit.parse(bytesSource(text), builder, { subject, abi: 'x86_64', ...context });
  return { recordings: builder.recordings(), problems: builder.problems(), records: builder.recordCounts() };
}

/** Each call of each recording as `subject abi name entered+refused`, sorted. */
export function callsIn(recordings: readonly Recording[]): readonly string[] {
  return recordings
    .flatMap(({ subject, abis }) =>
      abis.flatMap(({ abi, syscalls }) =>
        syscalls.map(({ name, entered = 0, refused = [] }) => {
          const times = refused.reduce((total, one) => total + one.times, 0);
          return `${subject.name} ${abi} ${name} ${entered}+${times}`;
        }),
      ),
    )
    .sort();
}
