import type { TraceeEvent, TraceeRow } from './tracee-event.ts';

/** What rows may hold together, in characters of their keys: hostile streams differ in every line. */
const budget = 64 * 1024 * 1024;
const rowLimit = 200_000;

/** Counts events that say the same. Bounded: what comes when it is full and says something new is refused. */
export class TraceeRows {
  readonly #rows = new Map<string, { readonly event: TraceeEvent; times: number; line: number }>();
  #size = 0;

  /**
   * Counts an event.
   * @param line the first line it came on
   * @returns false when there is no room for another different one
   */
  add(event: TraceeEvent, times: number, line: number): boolean {
    const key = eventKey(event);
    const known = this.#rows.get(key);
    if (known !== undefined) {
      known.times += times;
      if (line < known.line) known.line = line;
      return true;
    }
    if (this.#rows.size >= rowLimit || this.#size + key.length > budget) return false;
    this.#size += key.length;
    this.#rows.set(key, { event, times, line });
    return true;
  }

  /** The rows, by their first line. */
  rows(): TraceeRow[] {
    return [...this.#rows.values()].sort((a, b) => a.line - b.line);
  }
}

/** The same text for events that say the same, and for no others. */
export function eventKey(event: TraceeEvent): string {
  return JSON.stringify([
    event.layout,
    event.name,
    event.id,
    event.syscall,
    event.compat,
    event.started,
    event.containerId,
    event.containerName,
    event.image,
    event.imageDigest,
    event.podName,
    event.podNamespace,
    event.process,
    event.errno,
    event.syscallArgument,
    event.capArgument,
  ]);
}
