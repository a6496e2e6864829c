import { architectures } from '../kernel/architectures.ts';
import { multiplexerOf } from '../kernel/multiplexed.ts';
import { canonicalSyscall } from '../kernel/strace-names.ts';
import { syscallNumber } from '../kernel/syscalls.ts';
import { type Abi, abis } from '../model/abi.ts';
import { hostAbi } from './enforced-profile.ts';

/** One line of strace's log, `strace -f -e raw=all -e signal=SIGSYS`, with or without `-n` and `-Y`. */
export interface TracedLine {
  readonly thread: string;
  /** The command name of the thread, as strace escapes it; with `-Y` only. */
  readonly comm?: string | undefined;
  /** The number of the call, with `-n` only. */
  readonly number?: number | undefined;
  /** What is left of the line. */
  readonly text: string;
}

// `PID `, `PID<comm> `, and `[ NR] ` with -n; strace writes a `>` of the comm as `\76` (6.1, measured).
const prefix = /^(\d+)(?:<([^>]*)>)? +(?:\[ *(\d+)\] )?(.*)$/;

/** Takes a line apart; nothing where it is not of a thread. */
export function tracedLine(line: string): TracedLine | undefined {
  const found = prefix.exec(line);
  if (found?.[1] === undefined || found[4] === undefined) return undefined;
  const number = found[3] === undefined ? undefined : Number(found[3]);
  return { thread: found[1], comm: found[2], number, text: found[4] };
}

/** A call begun, ended, or both, on one line. */
export interface TracedCall {
  /** strace's name. */
  readonly name: string;
  /** The line ends a call that an earlier one began. */
  readonly resumed: boolean;
  /** The argument registers; nothing on a resumed line. */
  readonly args?: readonly bigint[] | undefined;
  /** `unfinished`: the line says nothing of how it ends; `never`: it did not return. */
  readonly outcome: 'returned' | 'unfinished' | 'never' | { readonly errno: string };
}

const begun = /^([a-z_][a-z0-9_]*)\(([^)]*?)(?: <unfinished \.\.\.>|\)|$)/;
const resumed = /^<\.\.\. ([a-z_][a-z0-9_]*) resumed>/;
const failed = /= -1 (E[A-Z0-9]+) \(/;
const returned = /\) += (?:0x[0-9a-f]+|-?\d+)/;
const never = /\) += \?/;

/** Reads a line about a call; nothing where it is about something else. */
export function tracedCall(text: string): TracedCall | undefined {
  const start = begun.exec(text);
  const end = start === null ? resumed.exec(text) : null;
  const name = start?.[1] ?? end?.[1];
  if (name === undefined) return undefined;
  const errno = failed.exec(text)?.[1];
  const outcome =
    errno !== undefined
      ? { errno }
      : returned.test(text)
        ? 'returned'
        : never.test(text)
          ? 'never'
          : ('unfinished' as const);
  return { name, resumed: end !== null, args: start === null ? undefined : registers(start[2] ?? ''), outcome };
}

function registers(list: string): readonly bigint[] | undefined {
  if (list === '') return [];
  const words = list.split(', ');
  return words.every((word) => /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/.test(word)) ? words.map(BigInt) : undefined;
}

/** A call's ABI, where it can be told, and libseccomp's name of it there. */
export interface IdentifiedCall {
  readonly abi?: Abi | undefined;
  readonly name: string;
}

const family: readonly Abi[] =
  hostAbi === undefined
    ? []
    : [hostAbi, ...abis.filter((abi) => abi !== hostAbi && architectures[abi].hostAbi === hostAbi)];

/**
 * Which ABI a call is of. A log says it nowhere, but a name has another number in each. Newer calls share theirs
 * (clone3 is 435 everywhere): they are taken to be of the ABI of the thread's last call, if it can be, else of the
 * machine's own.
 */
export function identifyCall(name: string, number: number | undefined, last?: Abi): IdentifiedCall {
  if (number === undefined) return { name: nameOn(hostAbi, name) };
  const candidates = last === undefined ? family : [last, ...family.filter((abi) => abi !== last)];
  const abi = candidates.find((one) => hasNumber(one, name, number));
  return abi === undefined ? { name } : { abi, name: nameOn(abi, name) };
}

function hasNumber(abi: Abi, straceName: string, number: number): boolean {
  const name = canonicalSyscall(abi, straceName);
  if (name === undefined) return false;
  const multiplexer = multiplexerOf(abi, name);
  return (
    syscallNumber(abi, name) === number || (multiplexer !== undefined && syscallNumber(abi, multiplexer) === number)
  );
}

function nameOn(abi: Abi | undefined, straceName: string): string {
  return (abi === undefined ? undefined : canonicalSyscall(abi, straceName)) ?? straceName;
}
