import type { TraceeWhat, TraceeWho } from './tracee-event.ts';

/** So many values of one hint are compared with, before their keys are. */
const nearLimit = 8;

/** How values are told apart. */
interface Telling<T> {
  /** The same text for the same value, and for no other. */
  key(value: T): string;
  /** Few values have the same, as a rule. */
  hint(value: T): string;
  isSame(a: T, b: T): boolean;
  /** The value alone, out of something larger. */
  pick(value: T): T;
}

/** Values, each once, in the order in which they were added. */
export class Distinct<T> {
  readonly values: T[] = [];
  readonly #telling: Telling<T>;
  readonly #places = new Map<string, number>();
  /** The first places of each hint: to make a key of every event costs more than all else that is done with it. */
  readonly #near = new Map<string, number[]>();

  constructor(telling: Telling<T>) {
    this.#telling = telling;
  }

  /** Where in `values` a value is, or would be. */
  placeOf(value: T): number {
    const near = this.#near.get(this.#telling.hint(value));
    if (near === undefined) return this.values.length;
    for (const place of near) {
      const known = this.values[place];
      if (known !== undefined && this.#telling.isSame(known, value)) return place;
    }
    if (near.length < nearLimit) return this.values.length;
    return this.#places.get(this.#telling.key(value)) ?? this.values.length;
  }

  /** Puts a value there, unless it is there. Gives its place. */
  add(value: T): number {
    const place = this.placeOf(value);
    if (place < this.values.length) return place;
    const hint = this.#telling.hint(value);
    const near = this.#near.get(hint);
    if (near === undefined) this.#near.set(hint, [place]);
    else if (near.length < nearLimit) near.push(place);
    else this.#places.set(this.#telling.key(value), place);
    this.values.push(this.#telling.pick(value));
    return place;
  }
}

/** Sources of events, by their container. */
export function distinctWhos(): Distinct<TraceeWho> {
  return new Distinct({ key: keyOfWho, hint: ({ containerId }) => containerId, isSame: isSameWho, pick: whoOf });
}

/** Kinds of events, by their name. */
export function distinctWhats(): Distinct<TraceeWhat> {
  return new Distinct({ key: keyOfWhat, hint: ({ name }) => name, isSame: isSameWhat, pick: whatOf });
}

/** The same text for the same source, and for no other. */
export function keyOfWho(who: TraceeWho): string {
  const { containerId, containerName, image, imageDigest, podName, podNamespace, process, started } = who;
  return JSON.stringify([containerId, containerName, image, imageDigest, podName, podNamespace, process, started]);
}

/** The same text for the same kind, and for no other. */
export function keyOfWhat(what: TraceeWhat): string {
  const { layout, name, id, syscall, compat, syscallArgument, capArgument } = what;
  return JSON.stringify([layout, name, id, syscall, compat, syscallArgument, capArgument]);
}

function isSameWho(a: TraceeWho, b: TraceeWho): boolean {
  return (
    a.containerId === b.containerId &&
    a.containerName === b.containerName &&
    a.image === b.image &&
    a.imageDigest === b.imageDigest &&
    a.podName === b.podName &&
    a.podNamespace === b.podNamespace &&
    a.process === b.process &&
    a.started === b.started
  );
}

function isSameWhat(a: TraceeWhat, b: TraceeWhat): boolean {
  return (
    a.layout === b.layout &&
    a.name === b.name &&
    a.id === b.id &&
    a.syscall === b.syscall &&
    a.compat === b.compat &&
    a.syscallArgument === b.syscallArgument &&
    a.capArgument === b.capArgument
  );
}

function whoOf(event: TraceeWho): TraceeWho {
  const { containerId, containerName, image, imageDigest, podName, podNamespace, process, started } = event;
  return { containerId, containerName, image, imageDigest, podName, podNamespace, process, started };
}

function whatOf(event: TraceeWhat): TraceeWhat {
  const { layout, name, id, syscall, compat, syscallArgument, capArgument } = event;
  return { layout, name, id, syscall, compat, syscallArgument, capArgument };
}
