import { combineRecordings } from '../model/canonical-recording.ts';
import { fail, ok, type Result } from '../model/problem.ts';
import type { Recording } from '../model/recording.ts';
import type { Subject } from '../model/subject.ts';

/**
 * Several recordings of one workload as one, in canonical form: the union of what was seen, counts added up (kept at
 * `Number.MAX_SAFE_INTEGER`). Commutative and associative to the byte; a recording given twice changes counts only.
 * @param subject whom the result is about; left out, all recordings have to be about the same
 * @returns `subjects-differ` where they are not
 */
export function mergeRecordings(
  recordings: readonly [Recording, ...Recording[]],
  subject?: Subject,
): Result<Recording> {
  const [first] = recordings;
  const whom = subject ?? first.subject;
  if (subject === undefined) {
    const other = recordings.find((one) => one.subject.kind !== whom.kind || one.subject.name !== whom.name);
    if (other !== undefined) return fail({ kind: 'subjects-differ', what: `${label(whom)}, ${label(other.subject)}` });
  }
  return ok(combineRecordings(recordings, whom));
}

function label({ kind, name }: Subject): string {
  return `${kind} ${name}`;
}
