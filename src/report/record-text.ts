import type { Ending } from '../model/ending.ts';
import type { RecordVerdict } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { filesText, gapsText, profileSummaryText } from './profile-summary-text.ts';
import { paint, type Reporter, wrapWords } from './reporter.ts';
import { shellQuote } from './shell-quote.ts';

const endingWords: Record<Ending, string> = {
  exited: 'it ended by itself',
  signalled: 'a signal ended it',
  stopped: 'stopped as asked',
  killed: 'had to be killed',
  detached: 'detached, it lives on',
  lost: 'the trace was lost',
  unknown: 'how it ended is not known',
};

/** The short summary after `record`: what was seen, what was added and why, what may be missing, what to do next. */
export const recordText: Reporter<RecordVerdict> = (verdict, context) => {
  const name = printable(verdict.name);
  const last = verdict.runs.at(-1);
  const runs = verdict.runs.length === 1 ? '' : ` ${verdict.runs.length} times`;
  const how = last === undefined ? '' : `: ${endingWords[last.ending]} (${last.status})`;
  let text = `${paint(context, 'bold', `seccinch recorded ${name}${runs}`)}${how}\n\n`;
  text += profileSummaryText(verdict.profile, context);
  text += `\n${paint(context, 'bold', 'Written')}\n${filesText(verdict.files, context)}`;
  text += `\n${paint(context, 'bold', 'What may be missing')}\n${gapsText(verdict.gaps, context)}`;
  text += `  ${paint(context, 'dim', wrapWords(missingWords(verdict).split(' '), context.width, 2, 2, ' '))}\n`;
  const profile = verdict.files.find((file) => file.role === 'seccomp');
  if (profile !== undefined) {
    const path = shellQuote(profile.path);
    const privileges = verdict.profile.noNewPrivileges ? ' --security-opt no-new-privileges' : '';
    text += `\n${paint(context, 'bold', 'Next')}\n`;
    text += `  seccinch explain ${path}\n`;
    text += `  docker run --security-opt seccomp=${path}${privileges} …\n`;
  }
  return text;
};

function missingWords(verdict: RecordVerdict): string {
  const last = verdict.runs.at(-1);
  if (verdict.runs.length < verdict.asked) {
    return `Interrupted: ${verdict.runs.length} of ${verdict.asked} runs were made, the last one not to its end.`;
  }
  if (verdict.runs.length > 1 && last !== undefined) {
    return last.added.length === 0
      ? 'The last run brought nothing new. What no run exercised is still not in the profile.'
      : `The last run still brought ${last.added.length} new: record more runs (--runs) until one brings none.`;
  }
  return 'Only what ran was seen. Exercise error paths and rare work too, or merge further recordings.';
}
