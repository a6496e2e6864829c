import type { Recording } from './recording.ts';
import { count, isKnownCanonical, RecordingTally, sum } from './recording-tally.ts';
import type { Subject } from './subject.ts';

/**
 * Everything the recordings hold, as one recording in canonical form: every list sorted by its key, every key once,
 * counts added up and kept at `Number.MAX_SAFE_INTEGER`. Optional fields that say nothing are left out. Commutative,
 * associative, and the keys of a recording given twice are those of the recording.
 * @param subject whom the result is about; the subjects of the parts are not looked at
 */
export function combineRecordings(parts: readonly Recording[], subject: Subject): Recording {
  const all = new RecordingTally();
  for (const { runs, origins, endings, abis, capabilities } of parts) {
    all.runs(runs);
    for (const origin of origins) all.origin(origin);
    for (const { how, times } of endings) all.ending(how, times);
    for (const { abi, syscalls } of abis) {
      for (const {
        name,
        calls,
        failed = 0,
        unreturned = 0,
        entered = 0,
        errnos = [],
        inside = [],
        refused = [],
      } of syscalls) {
        const tally = all.call(abi, name);
        tally.calls = sum(tally.calls, calls);
        tally.failed = sum(tally.failed, failed);
        tally.unreturned = sum(tally.unreturned, unreturned);
        tally.entered = sum(tally.entered, entered);
        for (const { errno, times } of errnos) tally.errnos = count(tally.errnos, errno, times);
        for (const { event, times } of inside) tally.inside = count(tally.inside, event, times);
        for (const { by, times } of refused) tally.refused = count(tally.refused, by, times);
      }
    }
    for (const { name, times } of capabilities) all.capability(name, times);
  }
  return all.recording(
    subject,
    parts.flatMap(({ gaps }) => gaps),
  );
}

/** The recording in canonical form, with the same facts: itself, where it is known to be in that form. */
export function canonicalRecording(recording: Recording): Recording {
  return isKnownCanonical(recording) ? recording : combineRecordings([recording], recording.subject);
}
