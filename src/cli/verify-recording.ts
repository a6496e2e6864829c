import { release } from 'node:os';
import type { Recording } from '../model/recording.ts';
import { RecordingBuilder } from '../model/recording-builder.ts';
import type { RefusedCall } from '../model/verdict.ts';
import { abiHere } from './abi-here.ts';

/**
 * What a profile lacked, as a recording that says who tells of it: merged with those the profile was made from, it makes
 * `generate` allow the same and `explain` say why. It tells of no run to its end.
 * @param runtime with its version
 */
export function refusedRecording(name: string, runtime: string, calls: readonly RefusedCall[]): Recording {
  const builder = new RecordingBuilder();
  const subject = builder.subject({ kind: 'command', name });
  builder.origin(subject, { format: 'verify', tool: runtime, kernel: release() });
  const here = abiHere();
  for (const { syscall, abi = here, times } of calls) {
    if (syscall !== undefined && abi !== undefined) builder.refused(subject, abi, syscall, 'verify', times);
  }
  const [recording] = builder.recordings();
  if (recording === undefined) throw new Error('the subject has gone');
  return recording;
}
