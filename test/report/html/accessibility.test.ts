import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { diffPage } from '../../../src/report/html/diff-page.ts';
import { show } from './browser.ts';
import { exampleVerdict, shopVerdict } from './example-verdict.ts';

const shop = diffPage(shopVerdict());

/** What axe objects to, by rule; every rule it has but those that are experiments. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() => {
    const rules = { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: false } };
    return (globalThis as unknown as { axe: typeof axe }).axe.run(document, { rules });
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
  );
}

describe.each(['light', 'dark'] as const)('the page in %s', (colorScheme) => {
  it.each([400, 1200])('is accessible %i pixels wide', async (width) => {
    const { page } = await show(shop, { colorScheme, viewport: { width, height: 900 } });
    expect(await violations(page)).toEqual([]);
  });

  it('stays so with names shown, a filter typed and a chip pressed', async () => {
    const { page } = await show(shop, { colorScheme, reducedMotion: 'reduce' });
    await page.locator('#names').check();
    await page.getByRole('button', { name: 'Newly allowed' }).click();
    await page.locator('#filter').fill('e');
    await page.locator('.tiles li:not(.off)').first().focus();
    expect(await violations(page)).toEqual([]);
  });

  it('is so where nothing differs', async () => {
    const { page } = await show(diffPage(exampleVerdict(new Map(), new Map())), { colorScheme });
    expect(await violations(page)).toEqual([]);
  });
});
