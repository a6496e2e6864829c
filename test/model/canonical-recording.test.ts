import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRecording, combineRecordings } from '../../src/model/canonical-recording.ts';
import type { Recording } from '../../src/model/recording.ts';
import { RecordingBuilder } from '../../src/model/recording-builder.ts';
import { arbitraryRecording } from './arbitrary-recording.ts';

/** The same facts, every list backwards. */
function reversed(recording: Recording): Recording {
  const back = <T>(list: readonly T[]): T[] => [...list].reverse();
  return {
    ...recording,
    origins: back(recording.origins),
    endings: back(recording.endings),
    gaps: back(recording.gaps),
    abis: back(recording.abis).map(({ abi, syscalls }) => ({ abi, syscalls: back(syscalls) })),
    capabilities: back(recording.capabilities),
  };
}

describe('the canonical form of a recording', () => {
  it('is the same for the same facts in any order', () => {
    fc.assert(
      fc.property(arbitraryRecording(), (recording) => {
        expect(canonicalRecording(reversed(recording))).toEqual(recording);
      }),
    );
  });

  it('is the recording itself where that is known to be in it, and not where one was made from it', () => {
    const builder = new RecordingBuilder();
    const id = builder.subject({ kind: 'command', name: 'x' });
    builder.call(id, 'x86_64', 'write', 'returned');
    builder.call(id, 'x86_64', 'read', 'returned');
    const [built] = builder.recordings();
    if (built === undefined) throw new Error('no recording');
    expect(canonicalRecording(built)).toBe(built);
    const combined = combineRecordings([built, built], built.subject);
    expect(canonicalRecording(combined)).toBe(combined);
    const copy = reversed(built);
    expect(copy).not.toEqual(built);
    expect(canonicalRecording(copy)).toEqual(built);
  });
});
