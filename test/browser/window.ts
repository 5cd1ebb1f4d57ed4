import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, type Locator, type Page } from 'playwright-core';
import { launch } from './chromium.js';

/** Milliseconds: what takes longer does not come. */
const patience = 60_000;

/** A browser of a test file, and what its pages did that they must not. */
export class BrowserWindow {
  private browser: Browser | undefined;
  /** Errors of scripts, what the Content Security Policy refused, and requests to elsewhere. */
  private readonly offences: string[] = [];

  constructor() {
    beforeAll(async () => {
      this.browser = await launch();
    }, 180_000);
    afterEach(async () => {
      await Promise.all(this.browser!.contexts().map(context => context.close()));
      expect(this.offences.splice(0)).toEqual([]);
    });
    afterAll(() => this.browser?.close());
  }

  async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser!.newContext(options);
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    const { origin } = new URL(url);
    page.on('pageerror', error => this.offences.push(String(error)));
    page.on('console', message => {
      const isOfLoading = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isOfLoading) this.offences.push(message.text());
    });
    page.on('request', request => {
      if (new URL(request.url()).origin !== origin) this.offences.push(`requested ${request.url()}`);
    });
    await page.goto(url);
    return page;
  }
}

/** What axe finds that is serious or worse: rule, and where. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations', 'passes'] }),
  );
  expect(passes.length).toBeGreaterThan(15);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Whether anything is wider than the window. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > innerWidth');
}

export async function sees(locator: Locator): Promise<void> {
  await locator.first().waitFor({ state: 'visible' });
}
