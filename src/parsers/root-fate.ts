import type { Ending } from '../model/ending.ts';

/** Follows what became of the process that a trace is about: the one strace started, or the first it attached to. */
export class RootFate {
  #root = -1;
  #begun = false;
  #certain = false;
  #ending: Ending = 'unknown';
  #settled = false;

  /** A log has begun. */
  get begun(): boolean {
    return this.#begun;
  }

  get ending(): Ending {
    return this.#ending;
  }

  /**
   * The first line of a log is about process `pid`. With its execve(2) that is the one strace started; else, as in a
   * log of the calls that never return, it may be a child.
   */
  begin(pid: number, isExecve: boolean): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#root = pid;
    this.#certain = isExecve;
  }

  /** A log has begun with a line that says nothing. */
  beginAnyhow(): void {
    this.#begun = true;
  }

  /** strace let go of every process there was, of `pid` among them: of this one, too, if it had not ended. */
  detached(pid?: number): void {
    if (pid !== undefined) this.ended(pid, 'detached');
    if (!this.#settled && this.#ending === 'unknown') this.#ending = 'detached';
  }

  /** A process has ended, or was let go. The lowest process id is the oldest process, save after a wrap. */
  ended(pid: number, ending: Ending): void {
    if (this.#settled) return;
    if (!this.#certain && (this.#root < 0 || pid < this.#root)) this.#root = pid;
    if (pid === this.#root) this.#ending = ending;
  }

  /** What comes now is about other processes: with `-ff`, the first file is the first process. */
  settle(): void {
    this.#settled = this.#begun;
  }
}
