import { type Abi, abis } from './abi.ts';
import { byCodeUnit } from './code-unit-order.ts';
import { type Ending, endings } from './ending.ts';
import type { Gap, ObservedSyscall, Origin, Recording, RefusalSource, Unseen } from './recording.ts';
import { recordingVersion } from './recording-version.ts';
import type { Subject } from './subject.ts';

/** What was seen of one call. */
export interface CallTally {
  calls: number;
  failed: number;
  unreturned: number;
  entered: number;
  /** Made when there is something to put into them: most calls never fail. */
  errnos: Map<string, number> | undefined;
  inside: Map<string, number> | undefined;
  refused: Map<RefusalSource, number> | undefined;
}

/** The recordings that were made here: nobody changes them, so that they stay in canonical form. */
const canonical = new WeakSet<Recording>();

/** Whether a recording is known to be in canonical form; one that is may be unknown. */
export function isKnownCanonical(recording: Recording): boolean {
  return canonical.has(recording);
}

/**
 * Adds up what is known of one subject. The order in which it is told does not matter; counts are kept at
 * `Number.MAX_SAFE_INTEGER`.
 */
export class RecordingTally {
  readonly #calls = new Map<Abi, Map<string, CallTally>>();
  readonly #capabilities = new Map<string, number>();
  readonly #origins = new Map<string, Origin>();
  readonly #endings = new Map<Ending, number>();
  #runs = 0;

  /** What is known of a call so far, to be added to. */
  call(abi: Abi, syscall: string): CallTally {
    let calls = this.#calls.get(abi);
    if (calls === undefined) {
      calls = new Map();
      this.#calls.set(abi, calls);
    }
    let tally = calls.get(syscall);
    if (tally === undefined) {
      tally = {
        calls: 0,
        failed: 0,
        unreturned: 0,
        entered: 0,
        errnos: undefined,
        inside: undefined,
        refused: undefined,
      };
      calls.set(syscall, tally);
    }
    return tally;
  }

  /** `times` uses of a capability. */
  capability(name: string, times: number): void {
    count(this.#capabilities, name, times);
  }

  /** Where evidence comes from; the same facts count once. */
  origin(origin: Origin): void {
    this.#origins.set(originKey(origin), origin);
  }

  /** `times` runs that ended in one way. */
  ending(how: Ending, times: number): void {
    count(this.#endings, how, times);
  }

  /** `times` more runs. */
  runs(times: number): void {
    this.#runs = sum(this.#runs, times);
  }

  /**
   * All of it in canonical form: every list sorted by its key, every key once. Optional fields that say nothing are left
   * out. It may be asked for more than once.
   * @param gaps what may be missing; a key may come several times
   */
  recording({ kind, name }: Subject, gaps: readonly Gap[]): Recording {
    const recording: Recording = {
      format: 'seccinch-recording',
      version: recordingVersion,
      subject: { kind, name },
      runs: this.#runs,
      origins: sorted(this.#origins, (_, origin) => canonicalOrigin(origin)),
      endings: endings.flatMap((how) => {
        const times = this.#endings.get(how);
        return times === undefined ? [] : [{ how, times }];
      }),
      gaps: canonicalGaps(gaps),
      abis: abis.flatMap((abi) => {
        const syscalls = this.#calls.get(abi);
        return syscalls === undefined ? [] : [{ abi, syscalls: sorted(syscalls, observed) }];
      }),
      capabilities: sorted(this.#capabilities, (name, times) => ({ name, times })),
    };
    canonical.add(recording);
    return recording;
  }
}

/** Adds to the count of a key, in the map that is given back: a new one where there was none. */
export function count<K>(counts: Map<K, number> | undefined, key: K, times: number): Map<K, number> {
  const all = counts ?? new Map<K, number>();
  return all.set(key, sum(all.get(key) ?? 0, times));
}

/** The sum of two counts. */
export function sum(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}

function observed(
  name: string,
  { calls, failed, unreturned, entered, errnos, inside, refused }: CallTally,
): ObservedSyscall {
  const syscall: ObservedSyscall = { name, calls };
  if (failed > 0) syscall.failed = failed;
  if (errnos !== undefined) syscall.errnos = sorted(errnos, (errno, times) => ({ errno, times }));
  if (unreturned > 0) syscall.unreturned = unreturned;
  if (entered > 0) syscall.entered = entered;
  if (inside !== undefined) syscall.inside = sorted(inside, (event, times) => ({ event, times }));
  if (refused !== undefined) syscall.refused = sorted(refused, (by, times) => ({ by, times }));
  return syscall;
}

function canonicalGaps(gaps: readonly Gap[]): Gap[] {
  const all = new Map<string, Gap>();
  for (const { kind, what, times } of gaps) {
    const key = `${kind}\0${what === undefined ? '' : `=${what}`}`;
    all.set(key, { kind, ...(what !== undefined && { what }), times: sum(all.get(key)?.times ?? 0, times) });
  }
  return sorted(all, (_, gap) => gap);
}

function canonicalOrigin(origin: Origin): Origin {
  const { format, tool, kernel } = origin;
  const unseen = unseenOf(origin);
  return {
    format,
    ...(tool !== undefined && { tool }),
    ...(kernel !== undefined && { kernel }),
    ...(unseen.length > 0 && { unseen }),
  };
}

/** Tells origins apart: the same text for the same facts, in whatever order `unseen` has them. */
function originKey(origin: Origin): string {
  const { format, tool, kernel } = origin;
  const unseen = unseenOf(origin);
  const told = [format, tool, kernel].map((part) => (part === undefined ? '' : `=${part}`));
  return [...told, ...(unseen.length === 0 ? [] : [unseen.join(' ')])].join('\0');
}

function unseenOf({ unseen }: Origin): Unseen[] {
  return [...new Set(unseen)].sort(byCodeUnit);
}

// Sorted without a comparison of its own: by code unit, as `byCodeUnit` does, and in less time.
function sorted<K extends string, V, T>(map: ReadonlyMap<K, V>, make: (key: K, value: V) => T): T[] {
  const made: T[] = [];
  for (const key of [...map.keys()].sort()) {
    const value = map.get(key);
    if (value !== undefined) made.push(make(key, value));
  }
  return made;
}
