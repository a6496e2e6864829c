import { traceeOtherEvents, traceeSyscallTable } from './tracee-events.generated.ts';

/** The machines that Tracee runs on, by the ABI of their own programs. */
export const traceeHosts = ['x86_64', 'aarch64'] as const;

/** @see traceeHosts */
export type TraceeHost = (typeof traceeHosts)[number];

/** The ABI of 32-bit programs on a machine. */
export const compatAbi = { x86_64: 'i386', aarch64: 'arm' } as const satisfies Record<TraceeHost, string>;

interface SyscallEvent {
  readonly v1beta1: number;
  readonly id: Readonly<Record<TraceeHost, number | undefined>>;
  readonly compat: Readonly<Record<TraceeHost, string>>;
}

interface Tables {
  readonly calls: ReadonlyMap<string, SyscallEvent>;
  readonly names: Readonly<Record<TraceeHost, ReadonlyMap<number, string>>>;
  readonly others: ReadonlyMap<string, number>;
}

// The first id of calls that a machine's own programs do not have: what is above is only there for 32-bit programs, or
// only so that a name has an id. It was 10000 on aarch64 before v0.22.
const firstForeign: Readonly<Record<TraceeHost, number>> = { x86_64: 449, aarch64: 9000 };

let tables: Tables | undefined;

/** Whether this is the event of one system call: its return, for all but a few. */
export function isSyscallEvent(name: string): boolean {
  return parsed().calls.has(name);
}

/** The names of the events of single system calls, in Tracee's order. */
export function syscallEventNames(): readonly string[] {
  return [...parsed().calls.keys()];
}

/** The names of all other events of the newest release known here. */
export function otherEventNames(): readonly string[] {
  return [...parsed().others.keys()];
}

/**
 * The id of a call's event in the flat layout on a machine. It is the call's number there, where the machine's own
 * programs have the call (`isOwnCall`).
 * @returns undefined for what is no call, or has no event on that machine
 */
export function syscallEventId(host: TraceeHost, name: string): number | undefined {
  return parsed().calls.get(name)?.id[host];
}

/** The name behind an id of `syscallEventId`: also what Tracee makes of the number of a 32-bit call. */
export function syscallEventName(host: TraceeHost, id: number): string | undefined {
  return parsed().names[host].get(id);
}

/**
 * The id of an event in the v1beta1 layout, the same on all machines; undefined for an event it does not have.
 */
export function v1beta1EventId(name: string): number | undefined {
  const { calls, others } = parsed();
  return calls.get(name)?.v1beta1 ?? others.get(name);
}

/**
 * Whether the machine's own programs have the call of this name. `waitpid` is none of x86_64: an event of that name that
 * is not of a 32-bit program is another call, of the number 449, which Tracee has no event for.
 */
export function isOwnCall(host: TraceeHost, name: string): boolean {
  const id = syscallEventId(host, name);
  return id !== undefined && id < firstForeign[host];
}

/**
 * libseccomp's name of the call that a 32-bit program made, from the 64-bit one that Tracee names instead. Not all of
 * them are calls of that ABI: look them up.
 */
export function compatSyscall(host: TraceeHost, name: string): string {
  return parsed().calls.get(name)?.compat[host] ?? name;
}

function parsed(): Tables {
  tables ??= parse();
  return tables;
}

function parse(): Tables {
  const calls = new Map<string, SyscallEvent>();
  const names = { x86_64: new Map<number, string>(), aarch64: new Map<number, string>() };
  for (const line of traceeSyscallTable.trim().split('\n').slice(1)) {
    const [name = '', v1beta1 = '', x86 = '', arm = '', i386 = '', arm32 = ''] = line.split(' ');
    const id = { x86_64: numberOf(x86), aarch64: numberOf(arm) };
    const compat = { x86_64: i386 === '-' ? name : i386, aarch64: arm32 === '-' ? name : arm32 };
    calls.set(name, { v1beta1: Number(v1beta1), id, compat });
    for (const host of traceeHosts) if (id[host] !== undefined) names[host].set(id[host], name);
  }
  const others = new Map<string, number>();
  for (const word of traceeOtherEvents.trim().split(/\s+/)) {
    const [name = '', id = ''] = word.split('=');
    others.set(name, Number(id));
  }
  return { calls, names, others };
}

function numberOf(cell: string): number | undefined {
  return cell === '-' ? undefined : Number(cell);
}
