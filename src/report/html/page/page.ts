// What the page does beyond being read: the filter, walking over the map by keys, the other colours. It runs in a browser,
// is compiled by scripts/generate-page.mjs, and works only with what the page holds already: it makes no element and
// takes no text for markup.

const tiles = all<HTMLLIElement>('.tiles li');
const entries = all('main [data-name]');
const sections = all('.changes');
const groups = all('.group');
const chips = all<HTMLButtonElement>('.chip');
const box = one<HTMLInputElement>('#filter');

/** Everything that a tile or an entry is found by, in lower case. */
const words = new Map<HTMLElement, string>();
for (const entry of entries) words.set(entry, `${entry.dataset.name} ${entry.dataset.more}`.toLowerCase());
for (const tile of tiles) {
  const name = tile.querySelector('b')?.textContent ?? '';
  const family = tile.closest<HTMLElement>('.family')?.dataset.family ?? '';
  const risks = tile.querySelector('em')?.textContent ?? '';
  words.set(tile, `${name} ${family} ${risks}`.toLowerCase());
}

/** Which classes of an entry or tile each chip keeps. */
const kept: Readonly<Record<string, readonly string[]>> = {
  added: ['added'],
  removed: ['removed'],
  arguments: ['widened', 'narrowed', 'shifted'],
  answered: ['answered'],
  risky: ['risky'],
};

document.documentElement.classList.add('js');
offerFilter();
offerWalk();
offerTheme();

function offerFilter(): void {
  box.addEventListener('input', filter);
  for (const chip of chips)
    chip.addEventListener('click', () => {
      chip.ariaPressed = String(chip.ariaPressed !== 'true');
      filter();
    });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && event.target !== box && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === 'Escape') clear();
  });
  // A link leads somewhere even when the filter has hidden that.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#c"]') : null;
    const entry = link === null ? null : document.getElementById(link.hash.slice(1));
    if (entry === null) return;
    if (entry.closest('[hidden]') !== null) clear();
    entry.focus();
  });
}

function clear(): void {
  box.value = '';
  for (const chip of chips) chip.ariaPressed = 'false';
  filter();
}

function filter(): void {
  const terms = box.value.toLowerCase().split(/\s+/);
  const classes = chips
    .filter((chip) => chip.ariaPressed === 'true')
    .flatMap((chip) => kept[chip.dataset.chip ?? ''] ?? []);
  const fits = (element: HTMLElement, byClass: boolean) =>
    terms.every((term) => words.get(element)?.includes(term)) &&
    (!byClass || classes.length === 0 || classes.some((name) => element.classList.contains(name)));
  for (const tile of tiles) tile.classList.toggle('off', !fits(tile, true));
  for (const entry of entries) entry.hidden = !fits(entry, entry.closest('.changes') !== null);
  const changes = entries.filter((entry) => entry.closest('.changes') !== null);
  const shown = changes.filter((entry) => !entry.hidden).length;
  for (const part of [...groups, ...sections]) part.hidden = part.querySelector('[data-name]:not([hidden])') === null;
  one('.nothing').hidden = shown > 0 || changes.length === 0;
  const filtered = box.value.trim() !== '' || classes.length > 0;
  const lit = tiles.filter((tile) => !tile.classList.contains('off')).length;
  one('#shown').textContent = filtered
    ? `${lit} of ${tiles.length} syscalls, ${shown} of ${changes.length} changes`
    : '';
  // The walk starts at a tile that fits.
  const [first] = tiles.filter((tile) => !tile.classList.contains('off'));
  if (first !== undefined && tiles.every((tile) => tile.tabIndex !== 0 || tile.classList.contains('off'))) stand(first);
}

// One tile is a stop of the Tab key, the arrows move it (the "roving tabindex" of the ARIA Authoring Practices).
function offerWalk(): void {
  for (const tile of tiles) {
    tile.tabIndex = -1;
    const link = tile.querySelector('a');
    if (link !== null) link.tabIndex = -1;
    tile.addEventListener('focus', () => stand(tile));
  }
  const [first] = tiles;
  if (first !== undefined) stand(first);
  document.querySelector('.map')?.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const tile = event.target instanceof Element ? event.target.closest<HTMLLIElement>('.tiles li') : null;
    if (tile === null) return;
    if (event.key === 'Enter') tile.querySelector('a')?.click();
    const next = neighbour(tile, event.key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
}

function stand(tile: HTMLLIElement): void {
  for (const other of tiles) if (other !== tile && other.tabIndex === 0) other.tabIndex = -1;
  tile.tabIndex = 0;
}

function neighbour(tile: HTMLLIElement, key: string): HTMLLIElement | undefined {
  const open = tiles.filter((other) => other === tile || !other.classList.contains('off'));
  const at = open.indexOf(tile);
  const mine = open.filter((other) => other.parentElement === tile.parentElement);
  switch (key) {
    case 'ArrowRight':
      return open[at + 1];
    case 'ArrowLeft':
      return open[at - 1];
    case 'Home':
      return mine[0];
    case 'End':
      return mine.at(-1);
    case 'ArrowDown':
      return nearest(tile, open, 1);
    case 'ArrowUp':
      return nearest(tile, open, -1);
    default:
      return undefined;
  }
}

// The next line of tiles in that direction, and on it the one that is nearest.
function nearest(tile: HTMLLIElement, open: readonly HTMLLIElement[], direction: 1 | -1): HTMLLIElement | undefined {
  const from = tile.getBoundingClientRect();
  const places = open
    .map((other) => ({ other, box: other.getBoundingClientRect() }))
    .map(({ other, box }) => ({ other, down: (box.top - from.top) * direction, aside: Math.abs(box.left - from.left) }))
    // Half a tile: what stands on one line need not do so to the pixel.
    .filter(({ down }) => down > from.height / 2)
    .sort((a, b) => a.down - b.down || a.aside - b.aside);
  return places[0]?.other;
}

function offerTheme(): void {
  const button = one<HTMLButtonElement>('#theme');
  const name = () => {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.ariaLabel = `Use ${isDark() ? 'light' : 'dark'} colours`;
  };
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    name();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name);
  name();
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}

function all<E extends HTMLElement>(selector: string): readonly E[] {
  return [...document.querySelectorAll<E>(selector)];
}

function one<E extends HTMLElement>(selector: string): E {
  const element = document.querySelector<E>(selector);
  if (element === null) throw new Error(`the page lacks ${selector}`);
  return element;
}
