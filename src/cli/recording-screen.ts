import type { RecordEvent } from '../record/recorder.ts';
import { printable } from '../report/printable.ts';
import { clock, LiveLine } from './live-line.ts';
import { contextOf, type GlobalOptions } from './terminal.ts';

/**
 * What a user sees on standard error while a workload runs: on a terminal one live line, and everywhere, unless `--quiet`,
 * a line for each thing worth knowing. The workload writes to the same terminal, so both are kept short.
 */
export class RecordingScreen {
  readonly #line: LiveLine;
  readonly #name: string;
  readonly #quiet: boolean;
  readonly #attached: boolean;
  #state = 'recording';

  /** `attached`: to a process that goes on when the recording ends. */
  constructor(name: string, attached: boolean, options: GlobalOptions) {
    this.#attached = attached;
    this.#name = printable(name, 40);
    this.#quiet = options.quiet === true;
    this.#line = new LiveLine(process.stderr, contextOf(process.stderr, options), !this.#quiet);
  }

  /** Whether `processes` events are of use. */
  get live(): boolean {
    return this.#line.enabled;
  }

  /** Shows what the recorder tells. */
  show(event: RecordEvent): void {
    switch (event.kind) {
      case 'started':
        return;
      case 'processes': {
        const traced = event.traced === 1 ? '1 process' : `${event.traced} processes`;
        this.#line.draw(`${this.#state} ${clock(event.elapsedMs)}, ${traced}`);
        return;
      }
      case 'ready':
        this.say(`${this.#name} is ready after ${seconds(event.afterMs)}`);
        return;
      case 'exercised':
        this.say(`the exercise ended with status ${event.status}`);
        return;
      case 'stopping':
        this.#state = 'stopping';
        // Behind the ^C that the terminal shows.
        this.#line.clear();
        if (event.why === 'interrupt' && this.live) process.stderr.write('\n');
        this.say(
          this.#attached
            ? `detaching from ${this.#name} (${whyWords[event.why]})`
            : `stopping ${this.#name} with ${event.signal} (${whyWords[event.why]}); waiting for its table`,
        );
        return;
      case 'killing':
        this.say(`${event.traced} still running after the grace time: SIGKILL`);
        return;
      case 'command-ended': {
        const left = event.left.map((name) => printable(name, 32)).join(', ');
        this.say(`the command has ended; still tracing what it left behind: ${left}; Ctrl-C or --for stops it`);
        return;
      }
    }
  }

  /** A line that stays. */
  say(text: string): void {
    this.#line.clear();
    if (!this.#quiet) process.stderr.write(`seccinch: ${text}\n`);
  }

  /** Leaves the terminal as it was. */
  close(): void {
    this.#line.clear();
  }
}

const whyWords = {
  duration: 'the time is over',
  exercise: 'the exercise is over',
  interrupt: 'interrupted; once more leaves at once',
  'not-ready': 'it did not get ready in time',
} as const;

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
