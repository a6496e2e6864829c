import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordEvent, StopPlan, Trace } from '../../src/record/recorder.ts';
import { buildRecord } from './built.ts';
import type { Scratch } from './scratch.ts';

/** What a recorder in a process of its own came to. */
export interface Report {
  readonly ok: boolean;
  readonly value?: Trace;
  readonly problem?: { readonly kind: string; readonly what?: string };
}

/** A recorder in a process of its own, to send signals to, to give a terminal to, to end. */
export class RecorderProcess {
  readonly argv: readonly string[];
  readonly #report: string;

  /** Prepares it: `argv` is the command line to start. */
  constructor(
    scratch: Scratch,
    command: readonly string[],
    plan: Partial<StopPlan> = {},
    pids: readonly number[] = [],
  ) {
    const folder = buildRecord();
    this.#report = join(scratch.folder, 'report');
    writeFileSync(this.#report, '');
    const script = join(scratch.folder, 'run.mjs');
    writeFileSync(
      script,
      `import { appendFileSync } from 'node:fs';
       import { strace } from ${JSON.stringify(join(folder, 'record/strace.js'))};
       const [report, request, plan] = process.argv.slice(2);
       const say = (value) => appendFileSync(report, JSON.stringify(value) + '\\n');
       const result = await strace.run(JSON.parse(request), JSON.parse(plan), (event) => {
         say(event);
         if (process.env.SECCINCH_TEST_CHATTER) process.stderr.write('chatter\\n');
       });
       say(result);
       if (result.ok) result.value.dispose();
      `,
    );
    const request = JSON.stringify({ argv: command, pids });
    const stop = JSON.stringify({ signal: 'SIGTERM', graceMs: 5000, ...plan });
    this.argv = [process.execPath, script, this.#report, request, stop];
  }

  /** Starts it. */
  start(options: SpawnOptions): ChildProcess {
    const [program = '', ...args] = this.argv;
    return spawn(program, args, options);
  }

  /** What it has told so far. */
  events(): RecordEvent[] {
    return this.#lines().filter((line): line is RecordEvent => 'kind' in line);
  }

  /** Its result, when there is one. */
  result(): Report | undefined {
    return this.#lines().find((line): line is Report => 'ok' in line);
  }

  /** Waits until it has told something of a kind. */
  async told(kind: RecordEvent['kind']): Promise<void> {
    await until(() => this.events().some((event) => event.kind === kind));
  }

  #lines(): (RecordEvent | Report)[] {
    return readFileSync(this.#report, 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  }
}

/** Waits until something is the case, ten seconds at most. */
export async function until(holds: () => boolean): Promise<void> {
  for (let look = 0; look < 1000; look++) {
    if (holds()) return;
    await delay(10);
  }
  throw new Error('it never was');
}

/** Waits for the end of a process. */
export function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
}
