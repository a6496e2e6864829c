import { html, join, type Markup } from './markup.ts';

// An address stops before what may follow it in a sentence. Only https, and only what needs no quoting in an attribute.
const target =
  /https:\/\/[\w.-]+(?:\/[\w./~%+#?=&:@,-]*[\w/~%+#=&-])?|\bCVE-\d{4}-\d{4,}\b|\b[a-z][a-z0-9_]+\([1-8]\)/g;

/** A reference as it was written, with the addresses, manual pages and CVEs in it as links. */
export function referenceMarkup(reference: string): Markup {
  const pieces: Markup[] = [];
  let from = 0;
  for (const match of reference.matchAll(target)) {
    pieces.push(html`${reference.slice(from, match.index)}`, link(match[0]));
    from = match.index + match[0].length;
  }
  return join([...pieces, html`${reference.slice(from)}`], '');
}

function link(words: string): Markup {
  return html`<a href="${addressOf(words)}" rel="noreferrer">${words}</a>`;
}

function addressOf(words: string): string {
  if (words.startsWith('https:')) return words;
  if (words.startsWith('CVE-')) return `https://www.cve.org/CVERecord?id=${words}`;
  const page = words.slice(0, -3);
  const section = words.at(-2);
  return `https://man7.org/linux/man-pages/man${section}/${page}.${section}.html`;
}
