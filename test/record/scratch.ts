import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What `left` gives when all is well. */
export const nothing = { files: [], processes: [] };

/**
 * A place for one test: a private TMPDIR, and a mark in the environment that every process started meanwhile inherits, so
 * that the test can prove that neither a file nor a process is left.
 */
export class Scratch {
  readonly folder: string;
  readonly #mark: string;
  readonly #before: { readonly tmpdir: string | undefined; readonly path: string | undefined };

  constructor() {
    this.#before = { tmpdir: process.env.TMPDIR, path: process.env.PATH };
    this.folder = mkdtempSync(join(tmpdir(), 'seccinch-test-record-'));
    this.#mark = `SECCINCH_TEST_MARK=${this.folder}`;
    process.env.TMPDIR = join(this.folder, 'tmp');
    process.env.SECCINCH_TEST_MARK = this.folder;
    mkdirSync(process.env.TMPDIR);
  }

  /** The files in TMPDIR. */
  files(): string[] {
    return readdirSync(join(this.folder, 'tmp'));
  }

  /** The processes started since, this one not among them, as `PID arguments`. */
  processes(): string[] {
    return readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(this.#mark)) return [];
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')}`];
      } catch {
        return [];
      }
    });
  }

  /**
   * The files and processes that are left. A process that has just been killed may take a moment to go, so it looks again
   * for a second before it says that one is left.
   */
  async left(): Promise<{ readonly files: string[]; readonly processes: string[] }> {
    for (let look = 0; look < 50 && this.processes().length > 0; look++) await delay(20);
    return { files: this.files(), processes: this.processes() };
  }

  /** Kills what runs, also what forks meanwhile, for at most a second: where a test ends what it started itself. */
  async kill(): Promise<void> {
    for (let round = 0; round < 50 && this.#killOnce(); round++) await delay(20);
  }

  /** Kills what is left and takes the folder away. */
  dispose(): void {
    this.#killOnce();
    restore('TMPDIR', this.#before.tmpdir);
    restore('PATH', this.#before.path);
    delete process.env.SECCINCH_TEST_MARK;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Gives whether there was any to kill. */
  #killOnce(): boolean {
    const running = this.processes();
    for (const process_ of running) {
      try {
        process.kill(Number.parseInt(process_, 10), 'SIGKILL');
      } catch {}
    }
    return running.length > 0;
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
