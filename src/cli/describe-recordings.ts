import type { Recording } from '../model/recording.ts';
import type { RecordingsVerdict } from '../model/verdict.ts';

/** What is told of recordings that were written; `paths` in the same order. */
export function describeRecordings(recordings: readonly Recording[], paths: readonly string[]): RecordingsVerdict {
  return {
    kind: 'recordings',
    recordings: recordings.map(({ subject, runs, abis, gaps }, index) => {
      const syscalls = abis.flatMap((one) => one.syscalls);
      return {
        subject: subject.name,
        path: paths[index] ?? '',
        runs,
        syscalls: new Set(syscalls.map(({ name }) => name)).size,
        calls: syscalls.reduce((total, { calls }) => total + calls, 0),
        gaps,
      };
    }),
  };
}
