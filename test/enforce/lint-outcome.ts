import { canMake } from './i386-entry.ts';
import type { Effect, Probed, RawCall } from './register-probe.ts';

/** What a container that does not start is in the tables of cases. */
export const notStarted = 'does not start';

/** What came of the calls in the words of the tables: `made, errno 999`, or that nothing started. */
export function outcome(ran: Probed): string {
  return 'effects' in ran ? ran.effects.map(words).join(', ') : notStarted;
}

/** Of what the tables say comes of calls, what they say of those that can be made here. */
export function outcomeHere(told: string, calls: readonly RawCall[]): string {
  if (told === notStarted) return told;
  const words = told.split(', ');
  return words.filter((_, index) => calls[index] !== undefined && canMake(calls[index])).join(', ');
}

// The errnos of test profiles begin where those of the kernel end, or are two that no call here gets from the kernel.
function words(effect: Effect): string {
  if (typeof effect === 'string') return effect;
  const { returned } = effect;
  if (returned === -38) return 'ENOSYS';
  if (returned === -1) return 'EPERM';
  return returned <= -900 && returned >= -4095 ? `errno ${-returned}` : 'made';
}
