import type { TraceeWhat, TraceeWho } from './tracee-event.ts';
import { whatOf, whoOf } from './tracee-extract.ts';
import type { Placed } from './tracee-rows.ts';

/**
 * What the parts of lines say that the scanner gives (`TakeLines`), found out once for each: many lines have the same source,
 * many the same content.
 */
export class TraceeScannedParts {
  readonly #withProcess: boolean;
  readonly #whos = { flat: new Map<object, Placed<TraceeWho>>(), v1beta1: new Map<object, Placed<TraceeWho>>() };
  readonly #whats = new Map<object, Placed<TraceeWhat>>();

  /** `withProcess`: as of `eventOf`. */
  constructor(withProcess: boolean) {
    this.#withProcess = withProcess;
  }

  /** Where lines of a source come from. */
  whoOf(source: object, layout: TraceeWhat['layout']): Placed<TraceeWho> {
    const known = this.#whos[layout].get(source);
    if (known !== undefined) return known;
    const made = { value: whoOf(source, layout, this.#withProcess), place: undefined };
    this.#whos[layout].set(source, made);
    return made;
  }

  /** What lines of a content tell of; undefined for what is no event. */
  whatOf(content: object): Placed<TraceeWhat> | undefined {
    const known = this.#whats.get(content);
    if (known !== undefined) return known;
    const what = whatOf(wholeEvent(content));
    if (what === undefined) return undefined;
    const made = { value: what, place: undefined };
    this.#whats.set(content, made);
    return made;
  }

  /** The scanner makes its parts anew from now on. */
  forget(): void {
    this.#whos.flat.clear();
    this.#whos.v1beta1.clear();
    this.#whats.clear();
  }
}

/** An event of which the scanner kept what matters: of a workload that may be nothing. */
export function wholeEvent(value: object): object {
  return Object.hasOwn(value, 'eventName') || Object.hasOwn(value, 'workload') ? value : { ...value, workload: {} };
}
