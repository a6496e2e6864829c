import { syscallPurpose } from '../../kernel/syscall-purposes.ts';
import { riskFacts } from '../../kernel/syscall-risk.ts';
import { syscallNumber } from '../../kernel/syscalls.ts';
import type { Abi } from '../../model/abi.ts';
import type { CallChange, ChangeKind, DiffVerdict, FamilyMap } from '../../model/diff-verdict.ts';
import { isRisky } from '../change-kinds.ts';
import { counted } from '../counts.ts';
import { html, type Markup } from './markup.ts';
import { riskTitles } from './risk-titles.ts';

type Tile = FamilyMap['calls'][number];
type Allows = Tile['after'];

/** What the map and the list of changes share: a change, and the id of its entry on the page. */
export interface PlacedChange {
  readonly change: CallChange;
  /** Made of its place in the list, never of its name. */
  readonly id: string;
}

const stateClass: Readonly<Record<Allows, string>> = { yes: 'y', conditional: 'c', no: 'n' };

const stateWords: Readonly<Record<Allows, string>> = {
  yes: 'allowed',
  conditional: 'allowed for some arguments',
  no: 'refused',
};

/** Every syscall of the first ABI compared as a tile, by family; those that changed lead to their entry in the list. */
export function syscallMap({ map, changes, resolvedFor }: DiffVerdict): Markup {
  const abi = resolvedFor.abis[0];
  if (map.length === 0 || abi === undefined) return html``;
  const placed = new Map(
    placedChanges(changes).flatMap((entry) => (entry.change.abis.includes(abi) ? [[entry.change.syscall, entry]] : [])),
  );
  const kinds = new Set(
    map.flatMap(({ calls }) => calls.flatMap((call) => marksOf(call, placed.get(call.syscall)?.change))),
  );
  return html`<section aria-labelledby="map-title" class="map">
<h2 id="map-title">The map</h2>
<p class="lead">Every syscall of ${abi}, by family. <span class="hint">Point at a tile for what it is<span class="control">, or walk with the arrow keys</span>; one that changed leads to its change.</span></p>
<label class="names"><input type="checkbox" id="names"> Show names</label>
${legend(kinds)}
<div class="families">
${inColumns(map).map((families) => html`<div>\n${families.map((family) => familyPart(family, abi, placed))}</div>\n`)}</div>
</section>
`;
}

/** Gives every change its id. */
export function placedChanges(changes: readonly CallChange[]): readonly PlacedChange[] {
  return changes.map((change, index) => ({ change, id: `c${index}` }));
}

/**
 * Families in columns of about one height, in their order. The columns of CSS would do that for any width, but lay the whole
 * map out anew, in 40 ms, whenever a tile is pointed at.
 */
function inColumns(map: readonly FamilyMap[]): readonly (readonly FamilyMap[])[] {
  const columns: FamilyMap[][] = Array.from({ length: 3 }, () => []);
  const all = map.reduce((sum, family) => sum + heightOf(family), 0);
  let above = 0;
  for (const family of map) {
    const height = heightOf(family);
    // By its middle, so that the one across a border goes where more of it is.
    columns[Math.min(columns.length - 1, Math.floor(((above + height / 2) / all) * columns.length))]?.push(family);
    above += height;
  }
  return columns.filter((families) => families.length > 0);
}

// In lines of tiles: a heading is as high as two and a half.
function heightOf({ calls }: FamilyMap): number {
  return 2.5 + Math.ceil(calls.length / 13);
}

function familyPart({ family, calls }: FamilyMap, abi: Abi, placed: ReadonlyMap<string, PlacedChange>): Markup {
  const before = calls.filter((call) => call.before !== 'no').length;
  const after = calls.filter((call) => call.after !== 'no').length;
  const sum = before === after ? `${after} of ${calls.length}` : `${before} → ${after} of ${calls.length}`;
  return html`<div class="family" data-family="${family}"><h3>${family} <small>${sum}<span class="sr"> allowed</span></small></h3><ul class="tiles">
${calls.map((call) => tile(call, abi, placed.get(call.syscall)))}</ul></div>
`;
}

function tile(call: Tile, abi: Abi, entry: PlacedChange | undefined): Markup {
  const risks = riskTitles(entry?.change.risk?.classes ?? riskFacts(call.syscall, abi));
  const risk = risks.length === 0 ? '' : html` <em>${risks.join(', ')}</em>`;
  const text = html`<div><b>${call.syscall}</b><span> ${tileWords(call, abi, entry?.change)}${risk}</span></div>`;
  const classes = [stateClass[call.after], ...marksOf(call, entry?.change)].join(' ');
  return html`<li class="${classes}">${entry === undefined ? text : html`<a href="#${entry.id}">${text}</a>`}</li>
`;
}

function marksOf(call: Tile, change: CallChange | undefined): readonly string[] {
  const kind = change?.kind ?? kindOf(call);
  return [...(kind === undefined ? [] : [kind]), ...(change !== undefined && isRisky(change) ? ['risky'] : [])];
}

// A change of the default action changes calls that the list leaves out: it is told once there, and shown here.
function kindOf({ before, after }: Tile): ChangeKind | undefined {
  if (before === after) return undefined;
  if (before === 'no') return 'added';
  if (after === 'no') return 'removed';
  return after === 'yes' ? 'widened' : 'narrowed';
}

// Number, what becomes of the call, what it does, who needs it.
function tileWords(call: Tile, abi: Abi, change: CallChange | undefined): string {
  const number = syscallNumber(abi, call.syscall);
  const purpose = syscallPurpose(call.syscall);
  const facts = [
    ...(number === undefined ? [] : [String(number)]),
    call.before === call.after
      ? stateWords[call.after]
      : `${stateWords[call.before]} before, ${stateWords[call.after]} now`,
    ...(purpose === undefined ? [] : [purpose]),
    ...(change?.needs.map(({ subject }) => `needed by ${subject}`) ?? []),
    ...(call.calls === undefined
      ? []
      : [call.calls === 0 ? 'not recorded' : `recorded ${counted(call.calls, 'time')}`]),
  ];
  return facts.join(' · ');
}

// States are always told; of the marks those that the map has.
function legend(kinds: ReadonlySet<string>): Markup {
  const entries: readonly (readonly [string, string])[] = [
    ['y', 'allowed'],
    ['c', 'for some arguments'],
    ['n', 'refused'],
    ['y added', 'newly allowed'],
    ['y added risky', 'and risky'],
    ['n removed', 'newly refused'],
    ['y widened', 'more arguments'],
    ['c narrowed', 'fewer arguments'],
    ['c shifted', 'other arguments'],
    ['n answered', 'another answer'],
  ];
  const shown = entries.filter(([classes]) => {
    const kind = classes.split(' ').at(-1) ?? '';
    return classes.length === 1 || kinds.has(kind);
  });
  return html`<ul class="legend" aria-label="Legend">
${shown.map(([classes, words]) => html`<li><i class="${classes}"></i>${words}</li>\n`)}</ul>`;
}
