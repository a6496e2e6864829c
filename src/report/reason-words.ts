import { fallbackTitles } from '../model/fallback-titles.ts';
import type { Reason } from '../model/profile.ts';
import type { RefusalSource, Unseen } from '../model/recording.ts';

const unseenWords: Readonly<Record<Unseen, string>> = {
  'entry-execve': "Tracee does not show the call that starts the container's own program",
  'in-flight': 'Tracee shows a call when it returns: a program may wait in this one',
  rt_sigreturn: 'Tracee never shows the call through which a signal handler returns',
};

const refusalWords: Readonly<Record<RefusalSource, string>> = {
  audit: 'by the deployed profile (audit log)',
  verify: 'during verify',
};

/** How many events are named. */
const eventsShown = 5;

/** One reason of a rule in words, a line without a full stop. */
export function reasonWords(reason: Reason): string {
  switch (reason.kind) {
    case 'observed':
      return `observed: ${count(reason.calls, 'call')} (${reason.abi})`;
    case 'unreturned':
      return `entered and never seen returning: ${count(reason.times, 'time')} (${reason.abi})`;
    case 'refused': {
      const how = reason.by.map((source) => refusalWords[source]).join(' and ');
      return `refused ${how}, ${count(reason.times, 'time')} (${reason.abi})`;
    }
    case 'inside':
      return `seen only through events inside it: ${some(reason.events)}, ${count(reason.times, 'time')} (${reason.abi})`;
    case 'unseen':
      return `${unseenWords[reason.what]}${seen(reason.because)}`;
    case 'runtime': {
      const when =
        reason.phase === 'start' ? 'starting the container' : 'exec into the container (probes, kubectl exec)';
      const need = reason.need === 'required' ? 'needs it for' : 'may need it for';
      return `${reason.runtime} ${reason.versions.join(' ')} ${need} ${when}, after the filter is loaded`;
    }
    case 'fallback':
      return `fallback ${reason.rule}: ${fallbackTitles[reason.rule]}${seen(reason.because)}`;
    case 'unavailable':
      return `the kernel answered ENOSYS ${count(reason.times, 'time')} while recording (${reason.abi}); answered the same way`;
  }
}

function seen(calls: readonly string[]): string {
  return calls.length === 0 ? '' : ` (seen: ${calls.join(', ')})`;
}

function some(events: readonly string[]): string {
  const more = events.length - eventsShown;
  return `${events.slice(0, eventsShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
