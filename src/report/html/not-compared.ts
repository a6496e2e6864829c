import type { DiffVerdict } from '../../model/diff-verdict.ts';
import { counted } from '../counts.ts';
import { html, join, type Markup } from './markup.ts';

/** What the verdict cannot speak of: names that no table knows, calls too complex to compare, other architectures. */
export function notCompared({ unknown, undecided, notCompared: architectures }: DiffVerdict): Markup {
  if (unknown.length + undecided.length + architectures.length === 0) return html``;
  const names = (['old', 'new'] as const).map((side) => {
    const own = unknown.filter((entry) => entry.side === side);
    if (own.length === 0) return html``;
    const list = own.map(({ name, line }) => html`<code>${name}</code>${line === undefined ? '' : ` (line ${line})`}`);
    return html`<p>${counted(own.length, 'name')} of the ${side} profile in no table of seccinch, so newer than it or misspelt: ${join(list, ', ')}</p>
`;
  });
  const calls = undecided.map(({ syscall, abi }) => html`<code>${syscall}</code> (${abi})`);
  return html`<section aria-labelledby="not-compared">
<h2 id="not-compared">Not compared</h2>
${names}${calls.length === 0 ? '' : html`<p>Too many conditions to tell whether they are decided alike: ${join(calls, ', ')}</p>\n`}${
  architectures.length === 0 ? '' : html`<p>Architectures without a table here: ${architectures.join(', ')}</p>\n`
}</section>
`;
}
