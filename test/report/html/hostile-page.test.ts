import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { diffPage } from '../../../src/report/html/diff-page.ts';
import { printable } from '../../../src/report/printable.ts';
import { arbitraryDiffVerdict, hostilePieces } from '../arbitrary-verdict.ts';
import { addressOf, show } from './browser.ts';
import { shopVerdict } from './example-verdict.ts';

/** Elements and attributes of the page, each once, and where its links lead: what a name could have added to. */
function anatomy() {
  const elements = [...document.querySelectorAll('*')];
  return {
    elements: [...new Set(elements.map(({ localName }) => localName))],
    attributes: [...new Set(elements.flatMap((element) => element.getAttributeNames()))],
    scripts: document.scripts.length,
    comments: document.createNodeIterator(document, NodeFilter.SHOW_COMMENT).nextNode() !== null,
    links: [...document.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? ''),
    sides: document.querySelector('.sides')?.textContent ?? '',
  };
}

const known = {
  elements: new Set(
    'a article b body button circle cite code dd div dl dt em footer h1 h2 h3 h4 head header html i input kbd label li main meta ol p rect script search section small span strong style svg table tbody td th thead time title tr ul'.split(
      ' ',
    ),
  ),
  attributes: new Set(
    'aria-hidden aria-keyshortcuts aria-label aria-labelledby aria-pressed autocomplete charset class content data-chip data-family data-more data-name for height hidden href http-equiv id lang name placeholder rel role scope spellcheck tabindex title type width x'.split(
      ' ',
    ),
  ),
};

describe('hostile names on the page', () => {
  it('stay text, whatever they are', async () => {
    const { page, events } = await show(diffPage(shopVerdict()));
    await fc.assert(
      fc.asyncProperty(arbitraryDiffVerdict, async (verdict) => {
        await page.goto(addressOf(diffPage(verdict)));
        const found = await page.evaluate(anatomy);
        expect(found.elements.filter((name) => !known.elements.has(name))).toEqual([]);
        expect(found.attributes.filter((name) => !known.attributes.has(name))).toEqual([]);
        expect(found.scripts).toBe(1);
        expect(found.comments).toBe(false);
        for (const href of found.links) expect(href).toMatch(/^(?:#[\w-]+|https:\/\/[^\s<>"'`]+)$/);
        expect(found.sides).toBe(`${printable(verdict.old.label, 500)} and now ${printable(verdict.new.label, 500)}`);
        // What runs over the names has to bear them, too.
        if ((await page.locator('#filter').count()) > 0)
          await page.locator('#filter').fill(verdict.changes[0]?.syscall.slice(0, 20) ?? 'read');
        expect(events.filter((event) => !event.startsWith('request: file:'))).toEqual([]);
      }),
      { numRuns: 25, examples: hostilePieces.slice(8, 24).map((piece) => [nameEverything(piece)]) },
    );
  });

  // What would happen were one of them not escaped: the policy of the page stands behind that.
  it.each([
    ['a script', '<script>document.title = "run"</script>'],
    ['an image', '<img src="https://example.org/x.png" onerror="document.title = \'run\'">'],
    ['a style', '<style>h1 { position: fixed }</style>'],
    ['an attribute', '<p id="x" style="position: fixed">styled</p>'],
    ['a style sheet', '<link rel="stylesheet" href="https://example.org/x.css">'],
    ['a frame', '<iframe src="https://example.org/"></iframe>'],
    ['a base', '<base href="https://example.org/">'],
    ['a form', '<form action="https://example.org/"><button id="send">send</button></form>'],
  ])('would not run or load %s', async (_, markup) => {
    const { page, events } = await show(diffPage(shopVerdict()).replace('<footer>', () => `${markup}<footer>`));
    const send = page.locator('#send');
    if ((await send.count()) > 0) await send.evaluate((button: HTMLElement) => button.click());
    const { title, base, positions } = await page.evaluate(() => ({
      title: document.title,
      base: document.baseURI,
      positions: [...document.querySelectorAll('h1, #x')].map((element) => getComputedStyle(element).position),
    }));
    expect(title).not.toBe('run');
    expect(base).toMatch(/^file:/);
    expect(new Set(positions)).toEqual(new Set(['static']));
    // What the browser tells comes when it comes.
    await vi.waitFor(() => {
      expect(events.join('\n')).toMatch(/Content Security Policy/);
      // Playwright tells of requests that the policy stopped, too.
      const asked = events.filter((event) => event.startsWith('request: ')).map((event) => event.slice(9));
      expect(events).toEqual(expect.arrayContaining(asked.map((url) => `stopped: ${url} csp`)));
    });
  });
});

function nameEverything(name: string): ReturnType<typeof shopVerdict> {
  const verdict = shopVerdict();
  return {
    ...verdict,
    old: { ...verdict.old, label: name },
    changes: verdict.changes.map((change) => ({ ...change, syscall: name })),
    map: verdict.map.map(({ calls }) => ({ family: name, calls: calls.map((call) => ({ ...call, syscall: name })) })),
    unknown: [{ side: 'new', name }],
  };
}
