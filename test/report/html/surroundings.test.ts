import { describe, expect, it } from 'vitest';
import { diffPage } from '../../../src/report/html/diff-page.ts';
import { show } from './browser.ts';
import { everyName, shopVerdict } from './example-verdict.ts';

const shop = diffPage(shopVerdict());

const paper = () => getComputedStyle(document.body).backgroundColor;

describe('the page where it is looked at', () => {
  it('is light or dark as the system is, and the other way on demand', async () => {
    const { page: light } = await show(shop, { colorScheme: 'light' });
    const { page: dark } = await show(shop, { colorScheme: 'dark' });
    const [day, night] = [await light.evaluate(paper), await dark.evaluate(paper)];
    expect(day).not.toBe(night);
    expect(await light.screenshot()).not.toEqual(await dark.screenshot());
    await light.getByRole('button', { name: 'Use dark colours' }).click();
    expect(await light.evaluate(paper)).toBe(night);
    await light.getByRole('button', { name: 'Use light colours' }).click();
    expect(await light.evaluate(paper)).toBe(day);
    await light.reload();
    expect(await light.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual([
      '',
      0,
      0,
    ]);
  });

  it.each([320, 400, 768, 1200, 2400])('fits a window of %i pixels', async (width) => {
    const { page } = await show(shop, { viewport: { width, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.locator('#names').check();
    const last = page.locator('.tiles li').last();
    await last.hover();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const tip = await page.locator('.tiles li:hover span').boundingBox();
    expect(tip?.x).toBeGreaterThanOrEqual(0);
    expect((tip?.x ?? 0) + (tip?.width ?? width)).toBeLessThanOrEqual(width);
  });

  it('has everything without a script, and no control that would do nothing', async () => {
    const { page, events } = await show(shop, { javaScriptEnabled: false });
    expect(await page.locator('.tiles li').count()).toBe(everyName.length);
    expect(await page.locator('.changes [data-name]').locator('visible=true').count()).toBe(8);
    expect(await page.locator('#filter, .chip, #theme').locator('visible=true').count()).toBe(0);
    await page.locator('.tiles li', { hasText: /^bpf / }).hover();
    expect(await page.locator('.tiles li:hover div').innerText()).toContain('refused before, allowed now');
    await page.locator('.tiles a', { hasText: /^bpf / }).click();
    expect(page.url()).toMatch(/#c\d+$/);
    expect(events).toEqual([]);
  });

  it('prints everything, and no controls', async () => {
    const { page, events } = await show(shop, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(paper)).toBe('rgb(255, 255, 255)');
    expect(await page.locator('button, input').locator('visible=true').count()).toBe(0);
    expect(await page.locator('.changes [data-name]').locator('visible=true').count()).toBe(8);
    // Nobody points at paper: tiles have their names.
    const widths = await page
      .locator('.tiles b')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
    expect(Math.min(...widths)).toBeGreaterThan(10);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(20_000);
    expect(events).toEqual([]);
  });

  it('says on paper that it was filtered', async () => {
    const { page } = await show(shop);
    await page.locator('#filter').fill('bpf');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#shown').isVisible()).toBe(true);
    expect(await page.locator('#filter').isVisible()).toBe(false);
  });

  it('moves nothing for who wants no motion', async () => {
    const { page } = await show(shop, { reducedMotion: 'reduce' });
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { transitionDuration, scrollBehavior, animationName } = getComputedStyle(element);
          return transitionDuration !== '0s' || scrollBehavior !== 'auto' || animationName !== 'none';
        }).length,
    );
    expect(moving).toBe(0);
  });
});
