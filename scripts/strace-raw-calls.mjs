// Reads what `strace -f -n -ttt -X raw -e raw=all -o` writes: every call with its number, times and bare arguments. Only for
// the making of fixtures, and on purpose not one of seccinch's parsers: what fixtures know comes from here.
import { constants } from 'node:os';

/**
 * A call as its thread made it. `entered` and `left` are the places of its two halves in the log (lines, from 0), the same
 * where it stands on one line; `left` is undefined when it was never seen returning.
 * @typedef {{ tid: number, number: number, name: string, args: bigint[], nanoseconds: bigint, entered: number,
 *   left: number | undefined, value: bigint, errno: string | undefined }} RawCall
 */

const line = /^(\d+) +(\d+)\.(\d{6}) \[ *(\d+)\] (.*)$/;
const whole = /^([a-z_0-9]+)\((.*?)\) *= (\S+)(?: (E[A-Z0-9_]+))?/;
const begun = /^([a-z_0-9]+)\((.*?)(?:,? *<unfinished \.\.\.>|\) *= \?)/;
const resumed = /^<\.\.\. ([a-z_0-9]+) resumed>.*= (\S+)(?: (E[A-Z0-9_]+))?/;

// Which strace shows and user space never sees (include/linux/errno.h).
const kernelErrnos = { ERESTARTSYS: 512, ERESTARTNOINTR: 513, ERESTARTNOHAND: 514, ERESTART_RESTARTBLOCK: 516 };

/**
 * The calls of a log, in the order in which they began.
 * @param {string} log
 * @returns {RawCall[]}
 */
export function rawCalls(log) {
  /** @type {RawCall[]} */
  const calls = [];
  /** @type {Map<number, RawCall>} */
  const open = new Map();
  for (const [at, text] of log.trimEnd().split('\n').entries()) {
    const [, pid = '', seconds = '', micros = '', number = '', rest = ''] = line.exec(text) ?? [];
    if (pid === '') throw new Error(`not a line of strace: ${text}`);
    if (/^(?:---|\+\+\+) /.test(rest)) continue;
    const end = resumed.exec(rest);
    if (end !== null) {
      const call = open.get(Number(pid));
      if (call === undefined || call.name !== end[1]) throw new Error(`resumed, never begun: ${text}`);
      open.delete(Number(pid));
      // `= ?`: its thread died in it.
      if (end[2] !== '?') Object.assign(call, { left: at, ...outcome(end[2], end[3]) });
      continue;
    }
    const done = whole.exec(rest);
    const returned = done?.[3] === '?' ? null : done;
    const [, name = '', args = ''] = returned ?? begun.exec(rest) ?? [];
    if (name === '') throw new Error(`neither a call nor its end: ${text}`);
    const call = {
      tid: Number(pid),
      number: Number(number),
      name,
      args: args === '' ? [] : args.split(', ').map((word) => BigInt(word)),
      nanoseconds: BigInt(seconds) * 1_000_000_000n + BigInt(micros) * 1000n,
      entered: at,
      left: returned === null ? undefined : at,
      ...outcome(returned?.[3], returned?.[4]),
    };
    calls.push(call);
    if (returned === null) open.set(call.tid, call);
  }
  return calls;
}

/**
 * The number behind the name of an error, as a call returns it.
 * @param {string} errno
 */
export function errnoNumber(errno) {
  const number =
    Object.entries(kernelErrnos).find(([name]) => name === errno)?.[1] ??
    Object.entries(constants.errno).find(([name]) => name === errno)?.[1];
  if (number === undefined) throw new Error(`no number for ${errno}`);
  return number;
}

/** @param {string | undefined} value @param {string | undefined} errno */
function outcome(value = '0', errno) {
  return { value: errno === undefined ? BigInt(value) : BigInt(-errnoNumber(errno)), errno };
}
