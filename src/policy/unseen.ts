import { syscallNumber } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import { byCodeUnit } from '../model/code-unit-order.ts';
import { type Recording, type Unseen, unseenKinds } from '../model/recording.ts';
import { waits } from './in-flight.ts';
import { signalReturns } from './signal-returns.ts';

/** One call to allow because the source of the evidence cannot show it. */
export interface UnseenCall {
  readonly what: Unseen;
  readonly syscall: string;
  /** The calls seen that make it possible, sorted; none where nothing is needed for it. */
  readonly because: readonly string[];
}

/** What the sources of a recording cannot show, each once. */
export function unseenIn({ origins }: Recording): readonly Unseen[] {
  return unseenKinds.filter((kind) => origins.some(({ unseen }) => unseen?.includes(kind)));
}

/**
 * The calls of an ABI to allow beside those `seen` under it. A call that was seen is left out: its own evidence says
 * more, also that the kernel does not have it.
 */
export function unseenCalls(abi: Abi, seen: ReadonlySet<string>, unseen: readonly Unseen[]): readonly UnseenCall[] {
  return unseen
    .flatMap((what) => callsOf(what, abi, seen))
    .filter(({ syscall }) => !seen.has(syscall) && syscallNumber(abi, syscall) !== undefined);
}

function callsOf(what: Unseen, abi: Abi, seen: ReadonlySet<string>): readonly UnseenCall[] {
  switch (what) {
    case 'entry-execve':
      return [{ what, syscall: 'execve', because: [] }];
    case 'rt_sigreturn':
      return signalReturns(abi).map((syscall) => ({ what, syscall, because: [] }));
    case 'in-flight':
      return waits.flatMap(({ calls, after }) => {
        const because = (after ?? []).filter((name) => seen.has(name)).sort(byCodeUnit);
        if (after !== undefined && because.length === 0) return [];
        return calls.map((syscall) => ({ what, syscall, because }));
      });
  }
}
