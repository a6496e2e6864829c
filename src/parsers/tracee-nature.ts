import { isSyscallEvent } from '../kernel/tracee-events.ts';
import type { TraceeWhat } from './tracee-event.ts';
import { type EventClass, eventClass } from './tracee-event-classes.ts';

/** What an event is, by its name and id alone. */
export type EventNature = EventClass | 'call' | 'signature' | 'unknown';

/**
 * The first id of what signatures and detectors find: 6000 in the flat layout (StartSignatureID of pkg/events/core.go). In
 * v1beta1 the enumeration ends below 3000, and signatures and detectors come after it.
 */
const firstSignature = { flat: 6000, v1beta1: 3000 } as const;
/** The first releases had events named `reserved` for calls newer than themselves, with the right number. */
export const reservedName = 'reserved';
const lastReserved = 448;

/** What an event is. `signature`: something that a rule found in other events. */
export function natureOf({ layout, name, id }: TraceeWhat): EventNature {
  if (isSyscallEvent(name)) return 'call';
  const known = eventClass(name);
  if (known !== undefined) return known;
  if (id !== undefined && id >= firstSignature[layout]) return 'signature';
  const isReserved = name === reservedName && layout === 'flat' && id !== undefined && id <= lastReserved;
  return isReserved ? 'call' : 'unknown';
}
