import type { RecordingsVerdict } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { gapsText } from './profile-summary-text.ts';
import { paint, type Reporter } from './reporter.ts';

/** The table after `ingest` and `merge`: a line a recording, its gaps below it. */
export const recordingsText: Reporter<RecordingsVerdict> = (verdict, context) => {
  if (verdict.recordings.length === 0) return 'no recording: nothing in the input was a system call\n';
  let text = '';
  for (const recording of verdict.recordings) {
    const runs = recording.runs === 1 ? '1 run' : `${recording.runs} runs`;
    text += `${paint(context, 'bold', printable(recording.subject))}: ${recording.syscalls} syscalls, `;
    text += `${recording.calls} calls, ${runs} → ${printable(recording.path)}\n`;
    text += gapsText(recording.gaps, context);
  }
  return text;
};
