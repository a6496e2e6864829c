import { ok, type Result } from '../model/problem.ts';
import type { Container } from './container.ts';
import { capturedStreams, type OpenedStreams } from './opened-streams.ts';

/** What a run gets to read, where its output goes, and how long it may take. */
export interface RunBounds {
  /** What the workload reads from its standard input; nothing is an empty one. */
  readonly stdin?: string | Uint8Array;
  /** How much of each output stream is kept, bytes. The rest is read and dropped. */
  readonly outputLimit: number;
  /** Other streams than those of `stdin` and `outputLimit`; the folder is private and gone after the run. */
  readonly streams?: (folder: string) => Promise<OpenedStreams>;
  /** When the workload is killed, milliseconds from the start. */
  readonly timeoutMs: number;
  /** Kills the workload, too. */
  readonly signal?: AbortSignal;
}

/** Who ended a run. */
export type RunEnding = 'itself' | 'timeout' | 'aborted';

/** Has a container run, stops it in time, and disposes of it however that ends, also when `run` throws. */
export async function runBounded<Ran extends object>(
  container: Pick<Container, 'folder' | 'stop' | 'dispose'>,
  bounds: RunBounds,
  run: (streams: OpenedStreams) => Promise<Result<Ran>>,
): Promise<Result<Ran & { readonly ending: RunEnding }>> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), bounds.timeoutMs);
  const stop = bounds.signal === undefined ? timeout.signal : AbortSignal.any([timeout.signal, bounds.signal]);
  const onStop = (): void => void container.stop();
  stop.addEventListener('abort', onStop, { once: true });
  let streams: OpenedStreams | undefined;
  try {
    const { folder } = container;
    streams = await (bounds.streams?.(folder) ?? capturedStreams(folder, bounds.stdin, bounds.outputLimit));
    const running = run(streams);
    if (stop.aborted) onStop();
    const ran = await running;
    if (!ran.ok) return ran;
    const ending = bounds.signal?.aborted ? 'aborted' : timeout.signal.aborted ? 'timeout' : 'itself';
    return ok({ ...ran.value, ending });
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
    await container.stop();
    streams?.close?.();
    await container.dispose();
  }
}

/** What is done while a workload runs, until it has ended at the latest. */
export type Act<Running> = (container: Running, ended: AbortSignal) => Promise<void>;

/** Has it done, where there is something to do. */
export async function actDuring<Running>(
  container: Running,
  act: Act<Running> | undefined,
  ended: Promise<unknown>,
): Promise<void> {
  if (act === undefined) return;
  const over = new AbortController();
  void ended.then(() => over.abort());
  await act(container, over.signal);
}
