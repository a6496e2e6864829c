import type { LoadedFilter } from '../filter/loaded-filter.ts';
import { mergeRanges } from '../filter/runtime-ranges.ts';
import { architectures } from '../kernel/architectures.ts';
import { errnoNumber } from '../kernel/errnos.ts';
import { multiplexerOf, subcallNumber } from '../kernel/multiplexed.ts';
import { syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import type { Caller, CheckVerdict, Decision, RuntimeRange, StoppedCall } from '../model/check-verdict.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import type { ProfilePlaces } from '../model/compared-source.ts';
import type { Recording } from '../model/recording.ts';
import { ruleInFile } from '../model/rule-in-file.ts';
import { timesCalled } from '../model/times-called.ts';

/** A profile as one runtime, or one range of its versions, has loaded it on a machine of one kind. */
export interface LoadedUnder {
  readonly host: Abi;
  readonly range: RuntimeRange;
  readonly filter: LoadedFilter;
}

/**
 * Which recorded calls a filter stops, for sure or for some arguments: under at least one of the runtimes.
 * @param places of the rules in the profile's file
 * @param absent calls that the kernel itself answered with ENOSYS while recording: the same answer stops nothing
 */
export function stoppedCalls(
  recordings: readonly Recording[],
  loaded: readonly LoadedUnder[],
  absent: ReadonlySet<string>,
  places: ProfilePlaces | undefined,
): Pick<CheckVerdict, 'refused' | 'depends'> {
  const refused: StoppedCall[] = [];
  const depends: StoppedCall[] = [];
  for (const { abi, syscall, callers } of recordedCalls(recordings)) {
    const found = new Map<string, Decision & { readonly runtimes: readonly RuntimeRange[] }>();
    let isSure = false;
    for (const { host, range, filter } of loaded) {
      if (host !== architectures[abi].hostAbi) continue;
      const decisions = decideRecorded(filter, abi, syscall).filter(
        (decision) => !(absent.has(syscall) && isEnosys(decision, abi)),
      );
      if (decisions.every(passes)) continue;
      if (!decisions.some((decision) => passes(decision) || decision.answer.action === 'notify')) isSure = true;
      for (const decision of decisions) {
        const key = JSON.stringify(decision);
        found.set(key, { ...decision, runtimes: [...(found.get(key)?.runtimes ?? []), range] });
      }
    }
    if (found.size === 0) continue;
    const stopped: StoppedCall = {
      abi,
      syscall,
      calls: callers.reduce((total, { calls }) => Math.min(total + calls, Number.MAX_SAFE_INTEGER), 0),
      decisions: [...found.values()].map((one) => ({
        ...one,
        cause: one.cause.kind === 'rule' ? ruleInFile(one.cause, places) : one.cause,
        runtimes: mergeRanges(one.runtimes),
      })),
      callers,
    };
    (isSure ? refused : depends).push(stopped);
  }
  return { refused, depends };
}

/** Whether the kernel goes on with the call. */
export function passes({ answer }: Decision): boolean {
  return answer.action === 'allow' || answer.action === 'log';
}

/**
 * Everything that may become of a call whose arguments are not known, and of which is known neither whether it was made
 * by a number of its own nor through socketcall(2) or ipc(2): tracers show the inner call.
 */
export function decideRecorded(filter: LoadedFilter, abi: Abi, syscall: string): readonly Decision[] {
  const found = new Map<string, Decision>();
  const multiplexer = multiplexerOf(abi, syscall);
  const ways = [
    { abi, syscall },
    ...(multiplexer === undefined
      ? []
      : [{ abi, syscall: multiplexer, args: [BigInt(subcallNumber(syscall) ?? 0)] as const }]),
  ];
  for (const way of ways) for (const one of filter.decide(way)) found.set(JSON.stringify(one), one);
  return [...found.values()];
}

function isEnosys({ answer }: Decision, abi: Abi): boolean {
  return answer.action === 'errno' && answer.errno === errnoNumber('ENOSYS', abi);
}

interface RecordedCall {
  readonly abi: Abi;
  readonly syscall: string;
  readonly callers: Caller[];
}

/** Every call that the ABI has, with those who made it, sorted by syscall and ABI. */
function recordedCalls(recordings: readonly Recording[]): readonly RecordedCall[] {
  const found = new Map<string, RecordedCall>();
  for (const { subject, abis } of recordings) {
    for (const { abi, syscalls } of abis) {
      for (const one of syscalls) {
        if (syscallNumber(abi, one.name) === undefined && multiplexerOf(abi, one.name) === undefined) continue;
        const key = `${one.name} ${abi}`;
        const call = found.get(key) ?? { abi, syscall: one.name, callers: [] };
        found.set(key, call);
        addCaller(call.callers, { subjectKind: subject.kind, subject: subject.name, calls: timesCalled(one) });
      }
    }
  }
  const calls = [...found.values()].sort((a, b) => byCodeUnit(a.syscall, b.syscall) || byCodeUnit(a.abi, b.abi));
  for (const { callers } of calls) {
    callers.sort((a, b) => byCodeUnit(a.subjectKind, b.subjectKind) || byCodeUnit(a.subject, b.subject));
  }
  return calls;
}

/** Several recordings may be of one subject. */
function addCaller(callers: Caller[], caller: Caller): void {
  const at = callers.findIndex(
    ({ subject, subjectKind }) => subject === caller.subject && subjectKind === caller.subjectKind,
  );
  const there = callers[at];
  if (there === undefined) callers.push(caller);
  else callers[at] = { ...there, calls: Math.min(there.calls + caller.calls, Number.MAX_SAFE_INTEGER) };
}
