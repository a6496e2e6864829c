import type { CallChange, ChangeKind, DiffVerdict } from '../../model/diff-verdict.ts';
import { changeKinds, letsMoreThrough } from '../change-kinds.ts';
import { counted } from '../counts.ts';
import { headline } from '../diff-text.ts';
import { recordedAndRefused } from '../recorded-and-refused.ts';
import { html, join, type Markup } from './markup.ts';
import { riskTitle } from './risk-titles.ts';
import { type PlacedChange, placedChanges } from './syscall-map.ts';

/** Which verdict, how much it matters and what the gate says; then the numbers, each leading to its part of the page. */
export function verdictHead(verdict: DiffVerdict): Markup {
  const { old, new: after, gate, resolvedFor } = verdict;
  const stopped = recordedAndRefused(verdict);
  return html`<p class="sides">${old.label}<i class="to"> and now </i>${after.label}</p>
<h1>${headline(verdict).split('; ')[0]}</h1>
<p class="gate ${gate.fails ? 'fails' : 'passes'}">${gateWords(verdict)}</p>
${whatOpens(placedChanges(verdict.changes))}${
  stopped.length === 0
    ? ''
    : html`<p class="warning">${counted(stopped.length, 'syscall')} of the recording ${stopped.length === 1 ? 'is' : 'are'} refused now: ${codes(stopped)}</p>\n`
}<ul class="numbers">
${changeKinds.map(({ kind, short }) => number(verdict.changes, kind, short))}<li><a href="#defaults"><b>${after.allowed}</b> allowed${after.allowed === old.allowed ? ', as before' : `, was ${old.allowed}`}</a></li>
</ul>
<p class="circumstances">Resolved for ${resolvedFor.abis.join(', ')}${resolvedFor.kernel === undefined ? '' : `, Linux ${resolvedFor.kernel}`}, ${
    resolvedFor.capabilities.length === 0
      ? 'no capabilities'
      : html`<span title="${resolvedFor.capabilities.join(' ')}">${counted(resolvedFor.capabilities.length, 'capability').replace('capabilitys', 'capabilities')}</span>`
  }.</p>
`;
}

function number(changes: readonly CallChange[], kind: ChangeKind, short: string): Markup {
  const count = changes.filter((change) => change.kind === kind).length;
  if (count === 0) return html``;
  return html`<li class="${kind}"><a href="#${kind}"><b><i class="mark ${kind}"></i>${count}</b> ${short}</a></li>\n`;
}

function gateWords({ gate }: DiffVerdict): string {
  if (gate.failOn === 'none') return 'No gate (--fail-on none)';
  return `The gate ${gate.fails ? 'fails' : 'passes'} (--fail-on ${gate.failOn})`;
}

/** The risk classes that are opened, each with the syscalls that do. */
function whatOpens(placed: readonly PlacedChange[]): Markup {
  const classes = new Map<string, PlacedChange[]>();
  for (const entry of placed.filter(({ change }) => letsMoreThrough(change)))
    for (const { riskClass } of entry.change.risk?.classes ?? []) {
      const found = classes.get(riskClass);
      if (found === undefined) classes.set(riskClass, [entry]);
      else found.push(entry);
    }
  if (classes.size === 0) return html``;
  const lines = [...classes].map(
    ([riskClass, entries]) =>
      html`<li><strong>${riskTitle(riskClass)}</strong> ${join(
        entries.map(({ change, id }) => html`<a href="#${id}"><code>${change.syscall}</code></a>`),
        ', ',
      )}</li>\n`,
  );
  return html`<h2 class="quiet" id="opens">What it opens up</h2>\n<ul class="opens" aria-labelledby="opens">\n${lines}</ul>\n`;
}

function codes(names: readonly string[]): Markup {
  return join(
    names.map((name) => html`<code>${name}</code>`),
    ', ',
  );
}
