import { isErrno } from '../kernel/errnos.ts';
import { syscallNames } from '../kernel/syscalls.ts';
import type { Abi } from '../model/abi.ts';
import { ByteInterner } from './byte-interner.ts';
import { pidLimit } from './strace-prefix.ts';

/** Names of calls that fit: all of the ABIs in play, and some hundreds that no table knows. */
const nameLimit = 2048;
const errnoLimit = 256;
/** ABIs that one strace can tell apart: 64-bit, 32-bit and x32 (PERSONALITY_NAMES in arch_defs_.h below src/linux). */
const abiLimit = 4;
/** The places of `StraceTally` arrays: one for each ABI and name. */
const places = abiLimit * nameLimit;

/** The last name number stands for all names that found no room. */
export const nameOverflow = nameLimit - 1;

const none: ReadonlyMap<string, number> = new Map();

/** What one log was seen to hold of one call under one ABI. */
export interface TalliedCall {
  readonly abi: Abi;
  readonly name: string;
  /** The first line that names it. */
  readonly line: number;
  readonly returned: number;
  readonly failed: ReadonlyMap<string, number>;
  /** Errors whose errno is not a name, and interrupted calls (`= ? ERESTARTSYS`). */
  readonly failedOtherwise: number;
  readonly unreturned: number;
  /** `= ? <unavailable>`: not seen returning either, but strace puts these in its table. */
  readonly unavailable: number;
  /** Began in a thread and went on under another process id, and no line shows its end. Strace puts these in its table. */
  readonly moved: number;
}

/**
 * Counts calls by ABI, name and result without allocating: names and errnos are small numbers, the counts lie in typed
 * arrays. Knows which call each process is in, to put `<... read resumed>` to its beginning. Double precision holds the
 * counts of any file exactly.
 */
export class StraceTally {
  readonly names = new ByteInterner(nameOverflow);
  readonly errnos = new ByteInterner(errnoLimit);
  readonly returned = new Float64Array(places);
  readonly failedOtherwise = new Float64Array(places);
  readonly unavailable = new Float64Array(places);
  readonly #unreturned = new Float64Array(places);
  readonly #failed = new Float64Array(places * errnoLimit);
  /** The places of `#failed` in use. */
  #failures: number[] = [];
  readonly #lines = new Float64Array(nameLimit);
  /** Number of the name + 1 of the call a process is in; process 0 is one without a pid. Pages never used cost nothing. */
  readonly #inside = new Int16Array(pidLimit);
  /** The process that last began a call of that name. */
  readonly #lastInside = new Int32Array(nameLimit);
  /** Number of the ABI + 1 of each process met. */
  readonly #abiOf = new Uint8Array(pidLimit);
  #knowsAbis = false;
  /** The index in `#abis` of the process last met. */
  #abi = 0;
  /** The assumed ABI, and those that the log names. */
  readonly #abis: Abi[];
  /** How much of `#abiOf` and of `#inside` is in use: clearing all of them for each run would take longer than reading it. */
  #highestPid = 0;
  #highestInside = 0;
  #used = false;
  /** Calls that go on under another process id, for a thread that called execve(2); and those found without a start. */
  readonly #moved = new Float64Array(places);
  readonly #orphans = new Float64Array(places);

  constructor(abi: Abi) {
    this.#abis = [abi];
    // Names of the tables first: no amount of garbage can take their room.
    for (const name of syscallNames(abi)) this.names.intern(name);
  }

  /** Whether the log has said under which ABI a process runs. */
  get knowsAbis(): boolean {
    return this.#knowsAbis;
  }

  /** The number of a name that `names` does not find. */
  internName(name: string, line: number): number {
    const { size } = this.names;
    const id = this.names.intern(name);
    if (id < 0) return nameOverflow;
    if (id === size) this.#lines[id] = line;
    return id;
  }

  /** The number of an errno that `errnos` does not find, -1 if it is none. */
  internErrno(name: string): number {
    return isErrno(name) ? this.errnos.intern(name) : -1;
  }

  /** A process is said to run under an ABI. One never seen runs under that of the process before, as strace assumes. */
  setAbi(pid: number, abi: Abi): void {
    this.#knowsAbis = true;
    if (!this.#abis.includes(abi) && this.#abis.length < abiLimit) this.#abis.push(abi);
    this.#abi = Math.max(0, this.#abis.indexOf(abi));
    this.#meet(pid);
  }

  #meet(pid: number): void {
    this.#abiOf[pid] = this.#abi + 1;
    if (pid > this.#highestPid) this.#highestPid = pid;
  }

  /** The place of a call in the arrays. */
  place(pid: number, name: number): number {
    this.#used = true;
    const known = this.#abiOf[pid] as number;
    if (known > 0) this.#abi = known - 1;
    else this.#meet(pid);
    return this.#abi * nameLimit + name;
  }

  failed(place: number, errno: number): void {
    const cell = place * errnoLimit + errno;
    const times = this.#failed[cell] as number;
    if (times === 0) this.#failures.push(cell);
    this.#failed[cell] = times + 1;
  }

  /** A call began, and its result is not on the line. */
  entered(pid: number, name: number): void {
    const place = this.place(pid, name);
    this.#unreturned[place] = (this.#unreturned[place] as number) + 1;
    this.#inside[pid] = name + 1;
    if (pid > this.#highestInside) this.#highestInside = pid;
    this.#lastInside[name] = pid;
  }

  /** A call was last seen without having returned, and its process makes no more calls. */
  unreturned(place: number): void {
    this.#unreturned[place] = (this.#unreturned[place] as number) + 1;
  }

  /**
   * A call that began before goes on: it is no longer counted as one that does not return. One whose beginning is not
   * in the log counts as well.
   */
  resumed(pid: number, name: number): void {
    const at = this.#insideOf(pid, name);
    const place = this.place(at < 0 ? pid : at, name);
    if (at >= 0) {
      this.#inside[at] = 0;
      this.#unreturned[place] = Math.max(0, (this.#unreturned[place] as number) - 1);
    } else if ((this.#moved[place] as number) > 0) this.#moved[place] = (this.#moved[place] as number) - 1;
    else this.#orphans[place] = (this.#orphans[place] as number) + 1;
  }

  // Without `-o` strace leaves the pid out while there is one process: look there, too.
  #insideOf(pid: number, name: number): number {
    if (this.#inside[pid] === name + 1) return pid;
    const other = pid === 0 ? (this.#lastInside[name] as number) : 0;
    return this.#inside[other] === name + 1 ? other : -1;
  }

  /** `+++ superseded by execve in pid N +++`: the execve of thread `by` returns in `pid`, the call `pid` was in never. */
  superseded(pid: number, by: number): void {
    const name = (this.#inside[by] as number) - 1;
    this.#inside[pid] = 0;
    if (name < 0) return;
    this.#inside[by] = 0;
    const place = this.place(by, name);
    this.#unreturned[place] = (this.#unreturned[place] as number) - 1;
    this.#moved[place] = (this.#moved[place] as number) + 1;
  }

  /** `<pid changed to N ...>` (`-ff`): the call returns in another file, which may have been read before. */
  movedElsewhere(pid: number, name: number): void {
    const place = this.place(pid, name);
    if ((this.#orphans[place] as number) > 0) this.#orphans[place] = (this.#orphans[place] as number) - 1;
    else this.#moved[place] = (this.#moved[place] as number) + 1;
  }

  /** A process is gone: its id may come again. */
  gone(pid: number): void {
    this.#inside[pid] = 0;
    this.#abiOf[pid] = 0;
  }

  /** Everything counted since the last time, and starts again. */
  take(): TalliedCall[] {
    if (!this.#used) return [];
    const failures = this.#takeFailures();
    const calls: TalliedCall[] = [];
    const ids = [...Array(this.names.size).keys(), nameOverflow];
    for (const [index, abi] of this.#abis.entries())
      for (const id of ids) {
        const call = this.#callAt(index * nameLimit + id, abi, id, failures);
        if (call !== undefined) calls.push(call);
      }
    this.#reset();
    return calls;
  }

  #callAt(
    place: number,
    abi: Abi,
    id: number,
    failures: ReadonlyMap<number, ReadonlyMap<string, number>>,
  ): TalliedCall | undefined {
    const returned = this.returned[place] as number;
    const failed = failures.get(place);
    const failedOtherwise = this.failedOtherwise[place] as number;
    const unreturned = this.#unreturned[place] as number;
    const unavailable = this.unavailable[place] as number;
    const moved = this.#moved[place] as number;
    if (failed === undefined && returned + failedOtherwise + unreturned + unavailable + moved === 0) return undefined;
    return {
      abi,
      name: this.names.name(id),
      line: this.#lines[id] as number,
      returned,
      failed: failed ?? none,
      failedOtherwise,
      unreturned,
      unavailable,
      moved,
    };
  }

  #reset(): void {
    const counts = [
      this.returned,
      this.failedOtherwise,
      this.unavailable,
      this.#unreturned,
      this.#moved,
      this.#orphans,
    ];
    for (const count of counts) count.fill(0);
    this.#inside.fill(0, 0, this.#highestInside + 1);
    this.#abiOf.fill(0, 0, this.#highestPid + 1);
    this.#knowsAbis = false;
    this.#abi = 0;
    this.#abis.length = 1;
    this.#highestPid = 0;
    this.#highestInside = 0;
    this.#used = false;
  }

  #takeFailures(): Map<number, Map<string, number>> {
    const failed = new Map<number, Map<string, number>>();
    for (const cell of this.#failures) {
      const place = Math.floor(cell / errnoLimit);
      const errnos = failed.get(place) ?? new Map<string, number>();
      failed.set(place, errnos);
      errnos.set(this.errnos.name(cell % errnoLimit), this.#failed[cell] as number);
      this.#failed[cell] = 0;
    }
    this.#failures = [];
    return failed;
  }
}
