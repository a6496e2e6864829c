import { fallbackTitles } from '../model/fallback-titles.ts';
import type { Reason } from '../model/profile.ts';

/** One reason of a rule in words, a line without a full stop. */
export function reasonWords(reason: Reason): string {
  switch (reason.kind) {
    case 'observed':
      return `observed: ${count(reason.calls, 'call')} (${reason.abi})`;
    case 'unreturned':
      return `entered and never seen returning: ${count(reason.times, 'time')} (${reason.abi})`;
    case 'runtime': {
      const when =
        reason.phase === 'start' ? 'starting the container' : 'exec into the container (probes, kubectl exec)';
      const need = reason.need === 'required' ? 'needs it for' : 'may need it for';
      return `${reason.runtime} ${reason.versions.join(' ')} ${need} ${when}, after the filter is loaded`;
    }
    case 'fallback': {
      const because = reason.because.length === 0 ? '' : ` (seen: ${reason.because.join(', ')})`;
      return `fallback ${reason.rule}: ${fallbackTitles[reason.rule]}${because}`;
    }
    case 'unavailable':
      return `the kernel answered ENOSYS ${count(reason.times, 'time')} while recording (${reason.abi}); answered the same way`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
