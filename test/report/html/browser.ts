import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';

/** A page as Debian's Chromium shows it, and all that it did besides. */
export interface ShownPage {
  readonly page: Page;
  /** Console messages, uncaught errors, dialogs, new windows, and requests for anything but the page. */
  readonly events: string[];
}

let browser: Browser | undefined;

beforeAll(async () => {
  // The sandbox of Chromium does not work for root, as whom `npm test` runs in CI.
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
});

/** Writes a page to a file and opens that, `file://`, as a user would. Everything is closed when the test file is done. */
export async function show(html: string, options: BrowserContextOptions = {}): Promise<ShownPage> {
  if (browser === undefined) throw new Error('Chromium is started before the tests of a file');
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const events: string[] = [];
  page.on('console', (message) => events.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => events.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    events.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('page', () => events.push('a new window'));
  const address = addressOf(html);
  page.on('request', (request) => {
    if (request.url() !== address) events.push(`request: ${request.url()}`);
  });
  page.on('requestfailed', (request) => events.push(`stopped: ${request.url()} ${request.failure()?.errorText}`));
  await page.goto(address);
  return { page, events };
}

/** Writes a page to a file of its own. */
export function addressOf(html: string): string {
  const file = join(temporaryFolder(), 'page.html');
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}
