import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { diffPage } from '../../../src/report/html/diff-page.ts';
import { show } from './browser.ts';
import { everyName, exampleVerdict, shopVerdict } from './example-verdict.ts';

const shop = diffPage(shopVerdict());

const visible = (page: Page, selector: string) => page.locator(selector).locator('visible=true');

/** What stands in a row, without the spaces of the markup. */
async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).innerText()).replaceAll(/\s+/g, ' ').trim();
}

describe('the page of diff', () => {
  it('says first what is newly allowed, how much it matters and what the gate says', async () => {
    const { page, events } = await show(shop);
    expect(await page.title()).toBe(
      '4 syscalls newly allowed, 2 of them risky; 1 for more or other arguments, risky; 2 newly refused; 1 for fewer arguments; 2 changed settings – seccinch',
    );
    expect(await textOf(page, 'h1')).toBe('4 syscalls newly allowed, 2 of them risky');
    expect(await textOf(page, '.gate')).toBe('The gate fails (--fail-on added)');
    expect(await textOf(page, '.warning')).toBe('1 syscall of the recording is refused now: time');
    expect(events).toEqual([]);
  });

  it('has every syscall in the map, changes marked, and asks nothing of a network', async () => {
    const { page, events } = await show(shop);
    expect(await page.locator('.tiles li').count()).toBe(everyName.length);
    expect(await page.locator('.tiles .added b').allInnerTexts()).toEqual(['getpeername', 'shutdown', 'mount', 'bpf']);
    expect(await page.locator('.tiles .risky b').allInnerTexts()).toContain('bpf');
    expect(await page.locator('.tiles .removed b').allInnerTexts()).toEqual(['gettimeofday', 'time']);
    expect(await page.locator('.tiles .narrowed b').allInnerTexts()).toEqual(['personality']);
    await page.locator('.tiles li', { hasText: /^bpf / }).hover();
    const tip = await textOf(page, '.tiles li:hover div');
    expect(tip).toMatch(/^bpf 321 · refused before, allowed now · loads.* changes what code the kernel runs/);
    expect(events).toEqual([]);
  });

  it('tells of a change what it opens up, asks for, who allows it and who needs it', async () => {
    const { page } = await show(shop);
    const entry = await textOf(page, '.change[data-name=bpf]');
    expect(entry).toContain('risky x86_64 · line 12');
    expect(entry).toMatch(/Opens up changes what code the kernel runs: loads programs that the kernel runs/);
    expect(entry).toMatch(/Asks for CAP_BPF/);
    expect(entry).toMatch(/Used to exploit CVE-\d{4}-\d+/);
    expect(entry).toContain("Defaults refused by Docker's default, containerd's default");
    expect(entry).toContain('Needed by shop (command): ');
    const links = await page
      .locator('.change[data-name=bpf] a')
      .evaluateAll((all) => all.map((link) => [link.getAttribute('href') ?? '', link.getAttribute('rel')]));
    expect(links).toContainEqual(['https://man7.org/linux/man-pages/man2/bpf.2.html', 'noreferrer']);
    expect(links.every(([href, rel]) => href?.startsWith('https://') && rel === 'noreferrer')).toBe(true);
  });

  it('says so when nothing differs', async () => {
    const same = new Map([['read', 'yes' as const]]);
    const { page, events } = await show(diffPage(exampleVerdict(same, same)));
    expect(await textOf(page, 'h1')).toBe('No difference: both profiles decide every call alike');
    expect(await textOf(page, 'section[aria-labelledby=changes-title]')).toContain('No syscall is decided otherwise');
    expect(await textOf(page, '.gate')).toBe('The gate passes (--fail-on added)');
    expect(events).toEqual([]);
  });

  it('is the same bytes each time, and small for the largest difference that there is', () => {
    const everything = exampleVerdict(new Map(), new Map(everyName.map((name) => [name, 'yes'])));
    const page = diffPage(everything);
    expect(page).toBe(diffPage(everything));
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });
});

describe('the filter', () => {
  it('finds by name, says how many, and is left with Escape', async () => {
    const { page, events } = await show(shop);
    await page.keyboard.press('/');
    await page.keyboard.type('MOUNT');
    expect(await page.locator('#filter').inputValue()).toBe('MOUNT');
    const lit = await page.locator('.tiles li:not(.off) b').allInnerTexts();
    expect(lit).toContain('mount');
    expect(lit).toContain('umount2');
    expect(lit).not.toContain('bpf');
    expect(
      await visible(page, '.changes [data-name]').evaluateAll((all) => all.map((one) => one.dataset.name)),
    ).toEqual(['mount']);
    expect(await textOf(page, '#shown')).toBe(`${lit.length} of ${everyName.length} syscalls, 1 of 8 changes`);
    await page.keyboard.press('Escape');
    expect(await page.locator('#filter').inputValue()).toBe('');
    expect(await page.locator('.tiles .off').count()).toBe(0);
    expect(await textOf(page, '#shown')).toBe('');
    expect(events).toEqual([]);
  });

  it.each([
    ['a family', 'debugging', ['bpf']],
    ['a class of risk', 'what code the kernel', ['bpf']],
    ['several words', 'network get', ['getpeername']],
  ])('finds by %s', async (_, text, names) => {
    const { page } = await show(shop);
    await page.locator('#filter').fill(text);
    expect(
      await visible(page, '.changes [data-name]').evaluateAll((all) => all.map((one) => one.dataset.name)),
    ).toEqual(names);
  });

  it('says so when nothing fits', async () => {
    const { page } = await show(shop);
    await page.locator('#filter').fill('no such call');
    expect(await visible(page, '.changes').count()).toBe(0);
    expect(await textOf(page, '.nothing')).toBe('No change fits the filter.');
  });

  it('keeps what any pressed chip names', async () => {
    const { page } = await show(shop);
    await page.getByRole('button', { name: 'Newly refused' }).click();
    expect(await visible(page, '.changes').evaluateAll((all) => all.map(({ id }) => id))).toEqual(['removed']);
    await page.getByRole('button', { name: 'Risky' }).click();
    expect(await page.getByRole('button', { pressed: true }).allInnerTexts()).toEqual(['Newly refused', 'Risky']);
    const names = await visible(page, '.changes [data-name]').evaluateAll((all) => all.map((one) => one.dataset.name));
    expect(names).toEqual(expect.arrayContaining(['bpf', 'mount', 'time', 'gettimeofday']));
    expect(names).not.toContain('getpeername');
  });

  it('makes way for a link to what it hides', async () => {
    const { page } = await show(shop);
    await page.locator('#filter').fill('time');
    await page.locator('.opens a', { hasText: 'bpf' }).first().click();
    expect(await page.locator('#filter').inputValue()).toBe('');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-name'))).toBe('bpf');
  });
});

describe('the keyboard', () => {
  const here = (page: Page) => page.evaluate(() => document.activeElement?.querySelector('b')?.textContent);

  it('meets one tile with Tab and walks from it with the arrows', async () => {
    const { page } = await show(shop);
    await page.locator('#names').focus();
    await page.keyboard.press('Tab');
    const first = await page.locator('.tiles li b').first().textContent();
    expect(await here(page)).toBe(first);
    await page.keyboard.press('ArrowRight');
    expect(await here(page)).toBe(await page.locator('.tiles li b').nth(1).textContent());
    await page.keyboard.press('ArrowLeft');
    expect(await here(page)).toBe(first);
    await page.keyboard.press('End');
    expect(await here(page)).toBe(await page.locator('.tiles').first().locator('li b').last().textContent());
    await page.keyboard.press('Home');
    expect(await here(page)).toBe(first);
    const top = () => page.evaluate(() => (document.activeElement?.getBoundingClientRect().top ?? 0) + scrollY);
    const from = await top();
    await page.keyboard.press('ArrowDown');
    const below = await top();
    expect(below).toBeGreaterThan(from);
    await page.keyboard.press('ArrowUp');
    expect(await here(page)).toBe(first);
    // One stop of Tab: the next one is behind the map.
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.tiles') ?? null)).toBeNull();
    await page.keyboard.press('Shift+Tab');
    expect(await here(page)).toBe(first);
  });

  it('walks over what fits the filter only, and goes to a change with Enter', async () => {
    const { page } = await show(shop);
    await page.getByRole('button', { name: 'Newly allowed' }).click();
    await page.locator('#names').focus();
    await page.keyboard.press('Tab');
    expect(await here(page)).toBe('getpeername');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await here(page)).toBe('mount');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-name'))).toBe('mount');
  });

  it('sees where it is', async () => {
    const { page } = await show(shop);
    await page.locator('#names').focus();
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement ?? document.body);
      return [style.outlineStyle, style.outlineWidth];
    });
    expect(outline).toEqual(['solid', '3px']);
  });
});
