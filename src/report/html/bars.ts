import type { DiffVerdict } from '../../model/diff-verdict.ts';
import { counted } from '../counts.ts';
import { html, type Markup } from './markup.ts';

interface Surface {
  readonly title: string;
  readonly note: string;
  readonly allowed: number;
  readonly conditional: number;
}

/** How much of the kernel either side opens, beside the defaults of engines. Counts are of the map. */
export function defaultsBars(verdict: DiffVerdict): Markup {
  const { map, defaults, resolvedFor } = verdict;
  const calls = map.flatMap((family) => family.calls);
  if (calls.length === 0) return html``;
  const surface = (side: 'before' | 'after') => ({
    allowed: calls.filter((call) => call[side] === 'yes').length,
    conditional: calls.filter((call) => call[side] === 'conditional').length,
  });
  const rows: readonly Surface[] = [
    { title: verdict.old.label, note: 'before', ...surface('before') },
    { title: verdict.new.label, note: 'now', ...surface('after') },
    ...defaults.map((entry) => ({ ...entry, note: '' })),
  ];
  return html`<section aria-labelledby="defaults" class="bars">
<h2 id="defaults">Beside the defaults</h2>
<p class="lead">How many of the ${calls.length} syscalls of ${resolvedFor.abis[0] ?? ''} each lets through; the lighter part for some arguments only.</p>
<table><thead><tr><th scope="col">Profile</th><td></td><th scope="col">Allowed</th><th scope="col">For some arguments</th></tr></thead>
<tbody>
${rows.map((row) => surfaceRow(row, calls.length))}</tbody></table>
</section>
`;
}

function surfaceRow({ title, note, allowed, conditional }: Surface, all: number): Markup {
  const first = percent(allowed / all);
  return html`<tr${note === '' ? '' : html` class="side"`}><th scope="row">${title}${note === '' ? '' : html` <small>${note}</small>`}</th><td class="bar"><svg aria-hidden="true" height="12"><rect class="rail" width="100%" height="12"/><rect width="${first}" height="12"/><rect class="some" x="${first}" width="${percent(conditional / all)}" height="12"/></svg></td><td class="count">${allowed}</td><td class="count">${conditional}</td></tr>
`;
}

/** How often each syscall was recorded, the most frequent first; nothing where no recording is at hand. */
export function recordedBars({ map }: DiffVerdict): Markup {
  const recorded = map
    .flatMap(({ family, calls }) => calls.map((call) => ({ ...call, family, times: call.calls ?? 0 })))
    .filter(({ times }) => times > 0)
    // The sort is stable: calls made as often stay in the order of the map.
    .sort((a, b) => b.times - a.times);
  const most = recorded[0]?.times;
  if (most === undefined) return html``;
  // A call made once still has a bar.
  const share = (times: number) => Math.log10(times + 1) / Math.log10(most + 1);
  const entries = recorded.map(
    ({ syscall, family, times, after }) =>
      html`<li class="${after === 'no' ? 'removed' : after}" data-name="${syscall}" data-more="${family}"><code>${syscall}</code><svg aria-hidden="true" height="8"><rect width="${percent(share(times))}" height="8"/></svg><span>${grouped(times)}<span class="sr"> ${times === 1 ? 'call' : 'calls'}${after === 'no' ? ', refused now' : ''}</span></span></li>
`,
  );
  return html`<section aria-labelledby="recorded" class="recorded">
<h2 id="recorded">What was recorded</h2>
<p class="lead">${counted(recorded.length, 'syscall')} by the number of calls, on a logarithmic scale: each further tenth of the longest bar stands for a multiple.</p>
<ol>
${entries}</ol>
</section>
`;
}

// Shares with two digits give the same bytes on every machine and are finer than a screen.
function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}

// Thin spaces between thousands, whatever the locale of the machine.
function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
