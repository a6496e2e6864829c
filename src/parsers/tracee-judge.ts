import { capabilities } from '../kernel/capabilities.ts';
import { errnoName } from '../kernel/errnos.ts';
import { isOwnCall, isSyscallEvent, syscallEventId, type TraceeHost } from '../kernel/tracee-events.ts';
import type { Abi } from '../model/abi.ts';
import type { ProblemKind } from '../model/problem-kinds.ts';
import type { RecordFate } from '../model/record-fate.ts';
import type { Outcome } from '../model/sink.ts';
import { callByName, callByNumber, type NamedCall } from './tracee-call.ts';
import type { TraceeOutcome, TraceeWhat } from './tracee-event.ts';
import { natureOf, reservedName } from './tracee-nature.ts';

/** Something that an event proves. */
export type Evidence =
  | {
      readonly kind: 'call';
      readonly abi: Abi;
      readonly syscall: string;
      readonly outcome: Outcome;
      readonly errno?: string;
    }
  | { readonly kind: 'inside'; readonly abi: Abi; readonly syscall: string; readonly event: string }
  | { readonly kind: 'capability'; readonly capability: string };

/** Something that an event does not say so that it can be used. */
export interface Doubt {
  readonly kind: ProblemKind;
  readonly what?: string;
}

/** What becomes of an event: it may prove several things, and be doubtful beside. */
export interface Judgement {
  readonly fate: RecordFate;
  readonly evidence: readonly Evidence[];
  readonly doubts: readonly Doubt[];
}

/** These do not come back, and their events are told on entry. */
const neverReturning = new Set(['exit', 'exit_group']);
/** These are told on entry, with a 0 that is no result, and a second time if they fail. */
const toldOnEntry = new Set(['execve', 'execveat']);

const capabilityNames: ReadonlySet<string> = new Set(capabilities);

/** All of an event but where it comes from. */
export type JudgedEvent = TraceeWhat & TraceeOutcome;

/**
 * What an event of a subject proves.
 * @param host the machine; undefined when that is not known: what depends on it is a doubt then
 * @param noIndirect leave out what only shows the call that a task was in
 */
export function judge(event: JudgedEvent, host: TraceeHost | undefined, noIndirect: boolean): Judgement {
  const nature = natureOf(event);
  switch (nature) {
    case 'call':
      return judged([called(event, host)], 'no-syscall');
    case 'enter':
    case 'exit':
      return judged([argued(event, host, nature)], 'no-syscall');
    case 'inside':
      return judgeInside(event, host, noIndirect);
    case 'outside':
      return judged([], 'no-syscall');
    case 'unknown':
      return judged([{ kind: 'event-unknown', what: event.name }], 'no-syscall');
    case 'packet':
    case 'host-event':
    case 'signature':
      return judged([], nature);
  }
}

function judgeInside(event: JudgedEvent, host: TraceeHost | undefined, noIndirect: boolean): Judgement {
  const used = event.name === 'cap_capable' ? [capabilityOf(event.capArgument)] : [];
  const told = event.syscall || event.syscallArgument;
  if (told === undefined || isNoCall(told)) return judged(used, 'no-syscall');
  if (noIndirect) return judged(used, 'not-direct');
  const call = resolve(told, event.compat, host);
  return judged([...used, isCall(call) ? { kind: 'inside', ...call, event: event.name } : call], 'no-syscall');
}

/** What the event of a single call says. */
function called(event: JudgedEvent, host: TraceeHost | undefined): Evidence | Doubt {
  // Up to v0.10 neither the call nor whether it was a 32-bit one is told: this may be either.
  const isOld = event.layout === 'flat' && event.syscall === '';
  if (isOld && host === 'x86_64' && !event.compat && isForeign(event.name))
    return { kind: 'syscall-unknown', what: event.name };
  const told = event.name === reservedName ? (event.id ?? event.name) : event.name;
  const call = resolve(told, event.compat, host);
  if (!isCall(call)) return call;
  if (neverReturning.has(call.syscall)) return { kind: 'call', ...call, outcome: 'unreturned' };
  if (event.errno === undefined || (event.errno === 0 && toldOnEntry.has(call.syscall)))
    return { kind: 'call', ...call, outcome: 'entered' };
  return returned(call, event.errno);
}

/** What `sys_enter` and `sys_exit` say: the number, which is sure, else the name. */
function argued(
  event: JudgedEvent,
  host: TraceeHost | undefined,
  nature: 'enter' | 'exit',
): Evidence | Doubt | undefined {
  const told = event.syscallArgument ?? event.syscall;
  if (told === '') return { kind: 'syscall-unknown' };
  // A program may call -1; and what rt_sigreturn leaves behind on x86 when it ends looks like that.
  if (isNoCall(told)) return undefined;
  const call = resolve(told, event.compat, host);
  if (!isCall(call)) return call;
  return nature === 'enter' ? { kind: 'call', ...call, outcome: 'entered' } : returned(call, event.errno ?? 0);
}

function returned(call: NamedCall, errno: number): Evidence {
  if (errno === 0) return { kind: 'call', ...call, outcome: 'returned' };
  const name = errnoName(errno, call.abi);
  return { kind: 'call', ...call, outcome: 'failed', ...(name !== undefined && { errno: name }) };
}

function capabilityOf(told: number | string | undefined): Evidence | Doubt {
  const name = typeof told === 'number' ? capabilities[told] : told;
  if (name !== undefined && capabilityNames.has(name)) return { kind: 'capability', capability: name };
  return { kind: 'capability-unknown', ...(told !== undefined && { what: String(told) }) };
}

function resolve(told: number | string, compat: boolean, host: TraceeHost | undefined): NamedCall | Doubt {
  if (host === undefined) return { kind: 'abi-not-told' };
  const isById = typeof told === 'string' && host === 'x86_64' && !compat && isForeign(told);
  // Such a name is an accident: if the number is not known, it is the number that says what is missing.
  const exact = isById ? (syscallEventId(host, told) ?? told) : told;
  if (typeof exact === 'number')
    return callByNumber(host, exact, compat) ?? { kind: 'syscall-number-unknown', what: String(exact) };
  return callByName(host, exact, compat) ?? { kind: 'syscall-unknown', what: exact };
}

/** An event that only 32-bit programs have, or newer calls of x86_64 by accident. */
function isForeign(name: string): boolean {
  return isSyscallEvent(name) && !isOwnCall('x86_64', name);
}

function isCall(found: NamedCall | Doubt): found is NamedCall {
  return 'abi' in found;
}

function isNoCall(told: number | string): boolean {
  return typeof told === 'number' && told < 0;
}

function judged(found: readonly (Evidence | Doubt | undefined)[], otherwise: RecordFate): Judgement {
  const evidence = found.filter((one) => one !== undefined && !isDoubt(one)) as Evidence[];
  const doubts = found.filter((one) => one !== undefined && isDoubt(one)) as Doubt[];
  const fate = evidence.length > 0 ? 'evidence' : doubts.length > 0 ? 'problem' : otherwise;
  return { fate, evidence, doubts };
}

function isDoubt(found: Evidence | Doubt): found is Doubt {
  return found.kind !== 'call' && found.kind !== 'inside' && found.kind !== 'capability';
}
