import { distinctWhats, distinctWhos } from './tracee-distinct.ts';
import type { TraceeWhat, TraceeWho } from './tracee-event.ts';
import type { LinePlace } from './tracee-line-places.ts';
import type { TraceePairs, TraceeRowColumns, TraceeRowTable } from './tracee-rows.ts';

/** The rows that come from one part of an input. What comes from several parts has a row of each. */
export interface RowsOfPart extends TraceePairs {
  /** Which input it is a part of. */
  readonly input: number;
  /** Where its lines are among those of all inputs. */
  readonly place: LinePlace;
  readonly rows: TraceeRowColumns;
}

/** The rows of all parts of some inputs: pairs are places in lists that all share. */
export interface JoinedRows {
  /** Each once, and of at least one row; so are `whats`. */
  readonly whos: readonly TraceeWho[];
  readonly whats: readonly TraceeWhat[];
  readonly parts: readonly RowsOfPart[];
}

/** Puts tables together. */
export function joinRows(
  parts: readonly (Pick<RowsOfPart, 'input' | 'place'> & { readonly rows: TraceeRowTable })[],
): JoinedRows {
  const whos = distinctWhos();
  const whats = distinctWhats();
  const joined = parts.map(({ input, place, rows }) => {
    const whoPlaces = rows.whos.map((who) => whos.add(who));
    const whatPlaces = rows.whats.map((what) => whats.add(what));
    return {
      input,
      place,
      who: rows.who.map((who) => whoPlaces[who] ?? 0),
      what: rows.what.map((what) => whatPlaces[what] ?? 0),
      rows,
    };
  });
  return { whos: whos.values, whats: whats.values, parts: joined };
}
