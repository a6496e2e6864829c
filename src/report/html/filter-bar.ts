import type { CallChange, DiffVerdict } from '../../model/diff-verdict.ts';
import { isRisky } from '../change-kinds.ts';
import { html, type Markup } from './markup.ts';

// What each chip keeps: the key is looked up by page/page.ts.
const chips: readonly {
  readonly key: string;
  readonly title: string;
  readonly fits: (change: CallChange) => boolean;
}[] = [
  { key: 'added', title: 'Newly allowed', fits: ({ kind }) => kind === 'added' },
  { key: 'removed', title: 'Newly refused', fits: ({ kind }) => kind === 'removed' },
  {
    key: 'arguments',
    title: 'Arguments',
    fits: ({ kind }) => kind === 'widened' || kind === 'narrowed' || kind === 'shifted',
  },
  { key: 'answered', title: 'Answers', fits: ({ kind }) => kind === 'answered' },
  { key: 'risky', title: 'Risky', fits: isRisky },
];

/** The box and the chips that narrow the page; without a script there is nothing to see of them. */
export function filterBar({ changes }: DiffVerdict): Markup {
  const offered = chips.filter(({ fits }) => changes.some(fits));
  return html`<search class="filter control" aria-label="Filter of the page">
<label for="filter" class="sr">Filter by name, family or risk class</label>
<input type="search" id="filter" placeholder="Filter by name, family or risk" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd>
${offered.map(({ key, title }) => html`<button type="button" class="chip" data-chip="${key}" aria-pressed="false">${title}</button>\n`)}<p role="status" id="shown"></p>
</search>
`;
}
