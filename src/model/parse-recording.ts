import { canonicalRecording } from './canonical-recording.ts';
import { firstIssue } from './issue-text.ts';
import { fail, ok, type Result } from './problem.ts';
import { type ObservedSyscall, type Recording, recordingSchema } from './recording.ts';
import { recordingVersion } from './recording-version.ts';

/**
 * Reads a `*.recording.json`. A byte order mark is passed over; lists out of order, and keys given twice, as a person
 * or a merge tool may leave them, are put in canonical form.
 * @param label the file's name, for the problem
 * @returns `recording-too-new` for a higher version of the format, `recording-invalid` for anything else that is not a
 *   recording: `what` is the path of the first thing wrong and what is wrong with it
 */
export function parseRecording(text: string, label: string): Result<Recording> {
  let json: unknown;
  try {
    json = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return fail({ kind: 'recording-invalid', source: label, what: text.trim() === '' ? 'empty' : 'not JSON' });
  }
  const version = versionOf(json);
  if (version !== undefined && version > recordingVersion) {
    return fail({ kind: 'recording-too-new', source: label, what: `version ${version}` });
  }
  const parsed = recordingSchema.safeParse(json);
  if (!parsed.success) {
    return fail({ kind: 'recording-invalid', source: label, what: firstIssue(parsed.error) });
  }
  const doubtful = inconsistency(parsed.data);
  if (doubtful !== undefined) return fail({ kind: 'recording-invalid', source: label, what: doubtful });
  return ok(canonicalRecording(parsed.data));
}

function versionOf(json: unknown): number | undefined {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, 'version')) return undefined;
  const { version } = json as { version: unknown };
  return typeof version === 'number' ? version : undefined;
}

/** What the schema cannot say: parts are not more than their whole. Believed, it would make a call seem unavailable. */
function inconsistency(recording: Recording): string | undefined {
  for (const [at, { syscalls }] of recording.abis.entries()) {
    for (const [index, syscall] of syscalls.entries()) {
      if (exceeds(syscall)) return `abis[${at}].syscalls[${index}]: more outcomes than calls`;
    }
  }
  return undefined;
}

// Sums kept at the largest safe integer no longer add up; what was counted that often is not doubtful.
function exceeds({ calls, failed = 0, unreturned = 0, errnos = [] }: ObservedSyscall): boolean {
  if (calls === Number.MAX_SAFE_INTEGER) return false;
  return failed + unreturned > calls || errnos.reduce((total, { times }) => total + times, 0) > failed;
}
