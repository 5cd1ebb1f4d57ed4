import { afterEach, describe, expect, it } from '@jest/globals';
import { type Page } from 'playwright-core';
import { builtSample } from '../support/built-sample.js';
import { NodePrograms } from '../support/node-program.js';
import { Processes } from '../demo/processes.js';
import { BrowserWindow, sees, seriousFindings } from './window.js';

const programs = new NodePrograms();
const processes = new Processes();

describe('The page of the demo', () => {
  const window = new BrowserWindow();
  afterEach(async () => {
    await programs.destroy();
    processes.destroy();
  });

  async function start() {
    const demo = programs.start('the demo', builtSample('demo/main.js'), { args: ['--page'] });
    const url = (await demo.says(/^The page: /)).slice('The page: '.length);
    await demo.says(/ leads, fencing token/);
    processes.descendantsOf(demo.pid);
    const page = await window.open(url);
    await allAreThere(page);
    return { demo, page };
  }

  const leaderOf = (page: Page) => page.locator('tbody tr[data-role=leads] th').first().textContent();
  const rowOf = (page: Page, name: string) => page.locator('tbody tr').filter({ hasText: name }).first();

  async function allAreThere(page: Page) {
    const following = 'tr[data-role=following]';
    await sees(page.locator(`tbody:has(tr[data-role=leads] [data-deed]):has(${following} ~ ${following})`));
  }

  /** Another row leads than the one of that name. */
  async function anotherLeads(page: Page, before: string) {
    await sees(page.locator('tr[data-role=leads]:has([data-deed]) th').filter({ hasNotText: before }));
  }

  it('kills the leader: another row leads, and the handover is in the plot', async () => {
    const { demo, page } = await start();
    const leader = (await leaderOf(page))!;
    await page.getByRole('button', { name: `Kill ${leader}` }).click();
    await sees(page.getByText(`${leader} is killed (SIGKILL).`));
    await anotherLeads(page, leader);
    await sees(page.locator('text.handover'));
    expect(await page.locator('text.handover').first().textContent()).toMatch(/^\d+ m?s$/);
    await sees(page.getByText(new RegExp(`^\\d+ m?s after the last renewal of replica-\\d$`)));
    await sees(page.getByText('did not renew in time: crashed, frozen or cut off'));
    expect(await seriousFindings(page)).toEqual([]);
    processes.descendantsOf(demo.pid);
  });

  it('drains and pauses by keyboard; a button that was pressed keeps the focus', async () => {
    const { demo, page } = await start();
    const first = (await leaderOf(page))!;
    const drain = page.getByRole('button', { name: `Drain ${first}` });
    await drain.focus();
    await page.keyboard.press('Enter');
    await anotherLeads(page, first);
    await sees(page.getByText(new RegExp(`^\\d+ ms after the release of ${first}$`)));
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(`Drain ${first}`);

    await allAreThere(page);
    processes.descendantsOf(demo.pid);
    const second = (await leaderOf(page))!;
    await page.getByRole('button', { name: `Pause ${second}` }).press('Space');
    await sees(rowOf(page, second).getByText('paused'));
    await anotherLeads(page, second);
    await allAreThere(page);
    processes.descendantsOf(demo.pid);
    demo.signal('SIGINT');
    expect(await demo.exit()).toBe(0);
    expect(demo.lines.at(-1)).toMatch(/^No two replicas worked at once/);
    expect(processes.left()).toEqual([]);
  });

  it('shows the ticks of a job with `once`, and what kubectl would be told', async () => {
    const { demo, page } = await start();
    expect(
      demo.said(/^With your own tools: kubectl --server http:\/\/127\.0\.0\.1:\d+ get lease demo --watch$/),
    ).toHaveLength(1);
    await sees(page.getByRole('table', { name: 'Jobs with once' }).getByText(/done$/));
    await page.getByRole('button', { name: 'Run now report' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await sees(page.getByText('The job "report" will run once, now.'));
  });
});
