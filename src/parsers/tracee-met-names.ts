import type { TraceeWhat, TraceeWho } from './tracee-event.ts';
import { type EventNature, natureOf } from './tracee-nature.ts';

/** More are not kept: there are fewer calls, and nobody counts more subjects; hostile streams hold any number. */
const mostSyscalls = 1000;
const mostSubjects = 10_000;

/** These tell of a call; it is not known yet whether they come to anything. */
const telling: ReadonlySet<EventNature> = new Set(['call', 'enter', 'exit', 'inside']);

/** The calls and subjects that were met so far, for a line of progress: near enough, before anything is decided. */
export class TraceeMetNames {
  readonly syscalls = new Set<string>();
  readonly subjects = new Set<string>();

  /** Takes an event into account. */
  add(who: TraceeWho, what: TraceeWhat): void {
    const nature = natureOf(what);
    if (!telling.has(nature) || who.started === false) return;
    const call = nature === 'call' ? what.name : toldCall(what);
    if (call !== '' && this.syscalls.size < mostSyscalls) this.syscalls.add(call);
    const subject = who.image || who.podName || who.containerName || who.containerId;
    if (this.subjects.size < mostSubjects) this.subjects.add(subject);
  }
}

/** The call that an event tells of beside its own name: by the same name, where there is one, as other events have. */
function toldCall({ syscall, syscallArgument }: TraceeWhat): string {
  // What Tracee calls a number that it has no name for.
  return syscall === '' || syscall === 'Undefined' ? String(syscallArgument ?? '') : syscall;
}
