import { printable } from './printable.ts';

/** GitHub takes 65,536 characters in a comment (telia-oss/github-pr-resource#259 has its error); bytes are never fewer. */
export const mostBytes = 65_535;

// A backtick ends a code span, a bar a cell of a table even within one, and no escape is right in both.
const delimiter = /[`|]/g;

/**
 * A stranger's text in GitHub's Markdown as a code span, where no markup, HTML, mention, reference or address works; its
 * backticks and bars as `\xNN`. Fit for a cell of a table.
 */
export function quoted(text: string, limit = 100): string {
  const shown = printable(text.replace(delimiter, escaped), limit);
  return `\`${shown || "''"}\``;
}

/**
 * Sentences in GitHub's Markdown: plain words as they are, what stands between backticks and any other word as a code
 * span. Not for the start of a line.
 */
export function prose(text: string, limit = 300): string {
  let shown = '';
  for (const [piece, code] of text.slice(0, limit).matchAll(/`([^`]+)`|[^ `]+|[ `]/g)) {
    const words = code === undefined && (piece === ' ' || isPlain(piece)) ? piece : quoted(code ?? piece);
    // Side by side two code spans would be one.
    shown += shown.endsWith('`') && words.startsWith('`') ? ` ${words}` : words;
  }
  return text.length > limit ? `${shown}…` : shown;
}

/** Without markup, mentions, references, emoji by name, addresses, and hashes of commits, which GitHub makes links of. */
function isPlain(word: string): boolean {
  return (
    /^(?:[A-Za-z0-9,.;()'"/%+=-]|:$|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))+$/.test(word) &&
    !/www\.|\bGH-\d|\b[0-9a-f]{7,}\b/i.test(word)
  );
}

/** A link where the address is one of https without anything that Markdown or HTML give a meaning; else the words. */
export function link(words: string, address: string): string {
  return /^https:\/\/[\w.-]+\/[\w./~%+#?=&:-]*$/.test(address) ? `[${words}](${address})` : words;
}

/** A row of a table of cells that are Markdown already. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

/** The head of a table. */
export function tableHead(titles: readonly string[]): string {
  return `${row(titles)}${row(titles.map(() => '---'))}`;
}

/** A part of a document that may be cut short: rows of a table or of a list. */
export interface Section {
  /** What comes before the rows, a heading of a table for instance. */
  readonly open: string;
  readonly rows: readonly string[];
  readonly close: string;
}

/** A section that is folded until somebody asks for it. */
export function folded(summary: string, open: string, rows: readonly string[]): Section {
  return { open: `\n<details><summary>${summary}</summary>\n\n${open}`, rows, close: '\n</details>\n' };
}

/**
 * A document of a head and sections that has at most `most` bytes of UTF-8: rows are left out from the end of the
 * sections that are too large for their share, small ones are whole, and it is said how many are missing. It has more
 * where the head and what surrounds the rows do.
 * @param head is there in full
 * @param leftOut what is said instead of so many rows
 */
export function fitted(
  head: string,
  sections: readonly Section[],
  leftOut: (rows: number) => string,
  most = mostBytes,
): string {
  const note = (rows: number): string => (rows === 0 ? '' : `\n${leftOut(rows)}\n`);
  const frame = sections.map(({ open, rows, close }) => open + note(rows.length) + close).join('');
  const shares = fairShares(
    sections.map(({ rows }) => byteLength(rows.join(''))),
    most - byteLength(head + frame),
  );
  return sections.reduce((text, { open, rows, close }, index) => {
    let room = shares[index] ?? 0;
    const first = rows.findIndex((line) => {
      room -= byteLength(line);
      return room < 0;
    });
    const kept = first === -1 ? rows : rows.slice(0, first);
    return text + open + kept.join('') + note(rows.length - kept.length) + close;
  }, head);
}

/** What each gets of `room`: as much as it wants, where there is not enough the same for all that want more than that. */
export function fairShares(wanted: readonly number[], room: number): readonly number[] {
  const shares = wanted.map(() => 0);
  let left = room;
  [...wanted.entries()]
    .sort(([, a], [, b]) => a - b)
    .forEach(([index, size], done) => {
      const share = Math.min(size, Math.floor(left / (wanted.length - done)));
      shares[index] = share;
      left -= share;
    });
  return shares;
}

/** Of a text in UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

const encoder = new TextEncoder();

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16)}`;
}
