import type { DiffVerdict } from '../../model/diff-verdict.ts';
import { html, type Markup } from './markup.ts';

const stateWords: Readonly<Record<DiffVerdict['acceptances'][number]['state'], string>> = {
  used: 'accepts a change',
  expired: 'out of date',
  unused: 'fits nothing',
};

/** The entries of the allow-list and what became of each. */
export function acceptances({ acceptances }: DiffVerdict): Markup {
  if (acceptances.length === 0) return html``;
  const rows = acceptances.map(
    ({ syscall, owner, expires, state, line }) =>
      html`<tr class="${state}"><th scope="row"><code>${syscall}</code></th><td>${stateWords[state]}</td><td>${owner}</td><td><time>${expires}</time></td><td class="count">${line}</td></tr>\n`,
  );
  return html`<section aria-labelledby="allow-list">
<h2 id="allow-list">The allow-list</h2>
<table><thead><tr><th scope="col">Syscall</th><th scope="col">State</th><th scope="col">Owner</th><th scope="col">Until</th><th scope="col">Line</th></tr></thead>
<tbody>
${rows}</tbody></table>
</section>
`;
}
