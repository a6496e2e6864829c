import { syscallPurpose } from '../../kernel/syscall-purposes.ts';
import type { CallChange, ChangeKind } from '../../model/diff-verdict.ts';
import { changeKinds, isRisky } from '../change-kinds.ts';
import { treatmentWords } from '../condition-words.ts';
import { changeFacts, hasFacts } from './change-facts.ts';
import { html, type Markup } from './markup.ts';
import { riskTitles } from './risk-titles.ts';
import { type PlacedChange, placedChanges } from './syscall-map.ts';

/**
 * The changes, a section for each kind. A change with something to tell has an entry of its own; those of which only the
 * name differs stand together under what happened to them.
 * @param families of each syscall of the map, for the filter
 */
export function changeList(changes: readonly CallChange[], families: ReadonlyMap<string, string>): Markup {
  const placed = placedChanges(changes);
  const sections = changeKinds.map(({ kind, title, meaning }) => {
    const entries = placed.filter(({ change }) => change.kind === kind);
    if (entries.length === 0) return html``;
    const own = entries.filter(({ change }) => hasFacts(change));
    const alike = groups(entries.filter(({ change }) => !hasFacts(change)));
    return html`<section class="changes" id="${kind}" aria-labelledby="${kind}-title">
<h3 id="${kind}-title"><i class="mark ${kind}"></i>${title} <small>${entries.length}</small></h3>
<p class="lead">${meaning}</p>
${own.map((entry) => ownEntry(entry, families))}${alike.map((group) => groupEntry(group, kind, families))}</section>
`;
  });
  return html`<section aria-labelledby="changes-title">
<h2 id="changes-title">The changes</h2>
${changes.length === 0 ? html`<p>No syscall is decided otherwise than before.</p>` : sections}
<p class="nothing" hidden>No change fits the filter.</p>
</section>
`;
}

function ownEntry({ change, id }: PlacedChange, families: ReadonlyMap<string, string>): Markup {
  const risky = isRisky(change);
  const purpose = syscallPurpose(change.syscall);
  return html`<article id="${id}" class="change ${change.kind}${risky ? ' risky' : ''}" data-name="${change.syscall}" data-more="${more(change, families)}" tabindex="-1">
<h4><code>${change.syscall}</code>${risky ? html` <em class="badge">risky</em>` : html``} <small>${where(change)}</small></h4>
${purpose === undefined ? '' : html`<p class="purpose">${purpose}</p>\n`}<p class="answer">${answers(change)}</p>
${changeFacts(change)}</article>
`;
}

function groupEntry(group: readonly PlacedChange[], kind: ChangeKind, families: ReadonlyMap<string, string>): Markup {
  const [first] = group;
  if (first === undefined) return html``;
  const names = group.map(
    ({ change, id }) =>
      html`<li id="${id}" class="${kind}" data-name="${change.syscall}" data-more="${more(change, families)}" tabindex="-1"><code>${change.syscall}</code></li>\n`,
  );
  return html`<div class="group"><p class="answer">${answers(first.change)} <small>${first.change.abis.join(', ')}</small></p>
<ul class="namelist">
${names}</ul></div>
`;
}

/** Those that read alike but for the name, in the order of their first. */
function groups(entries: readonly PlacedChange[]): readonly (readonly PlacedChange[])[] {
  const found = new Map<string, PlacedChange[]>();
  for (const entry of entries) {
    const { before, after, abis } = entry.change;
    const abi = abis[0] ?? 'x86_64';
    const key = JSON.stringify([treatmentWords(before, abi), treatmentWords(after, abi), abis]);
    const group = found.get(key);
    if (group === undefined) found.set(key, [entry]);
    else group.push(entry);
  }
  return [...found.values()];
}

function answers({ before, after, abis }: CallChange): Markup {
  const written = before.exact === false || after.exact === false;
  const abi = abis[0] ?? 'x86_64';
  // The words between are for who listens; an arrow stands there for who looks.
  return html`${treatmentWords(before, abi)}<i class="to">, now </i>${treatmentWords(after, abi)}${
    written ? html` <small>as written: rules that meet decide otherwise</small>` : ''
  }`;
}

function where({ abis, line }: CallChange): string {
  return [abis.join(', '), ...(line === undefined ? [] : [`line ${line}`])].join(' · ');
}

// What the filter finds a change by, beside its name.
function more({ syscall, risk }: CallChange, families: ReadonlyMap<string, string>): string {
  const words = [families.get(syscall) ?? '', ...riskTitles(risk?.classes ?? [])];
  return words.filter((word) => word !== '').join(' ');
}
