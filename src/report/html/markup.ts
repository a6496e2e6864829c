import { printable } from '../printable.ts';

/** A piece of HTML that is known to be well-formed: only {@link html} and {@link join} make it. */
export class Markup {
  readonly #text: string;

  /** @param text markup of our own; text from anywhere else goes through {@link html} */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What can stand in a template: text and numbers are escaped, markup goes in as it is, nothing is nothing. */
export type Content = Markup | readonly Markup[] | string | number | undefined;

/**
 * A template of markup whose values come out as text, whoever wrote them: escaped for an element and for a quoted attribute
 * (attributes are always quoted here), with control characters and marks that hide or reorder text made visible.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += textOf(value) + (strings[index + 1] ?? '');
  });
  return new Markup(text);
}

/** Pieces of markup with plain text between them. */
export function join(pieces: readonly Markup[], glue: string): Markup {
  return new Markup(pieces.map(String).join(escaped(glue)));
}

/** How much of one name or reason is shown: a page stays a page when somebody calls a container by a whole book. */
const longest = 500;

function textOf(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'string') return escaped(printable(value, longest));
  if (typeof value === 'number') return String(value);
  return value.map(String).join('');
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities.get(character) ?? character);
}
