import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Elector, type ElectorOptions } from '../../lib/core/index.js';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { Dashboard } from '../support/dashboard.js';
import { BrowserWindow, overflows, sees, seriousFindings } from './window.js';

const narrow = { width: 360, height: 740 };
const wide = { width: 1280, height: 900 };

describe('The dashboard in a browser', () => {
  const window = new BrowserWindow();
  const api = new LeaseApiServer();
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(() => api.listen());
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    api.reset();
  });
  afterAll(() => api.close());

  async function elector(identity: string, options: ElectorOptions = {}) {
    const connection = { server: api.url };
    const made = new Elector({ leaseName: 'billing', identity, connection, logger: false, ...options });
    ends.push(() => made.stop());
    await made.start();
    return made;
  }

  async function dashboard(...argv: readonly string[]) {
    const started = await Dashboard.start('--server', api.url, ...argv);
    ends.push(() => started.stop());
    return started;
  }

  /** A leader with a job that is done and one that failed, a follower, and a handover. */
  async function busyLease() {
    const first = await elector('billing-7d4b9-x2x9k');
    await first.waitForLeadership();
    await first.runOnce('invoices', new Date(), () => {});
    await first.runOnce('report', new Date(), () => Promise.reject(new Error('the printer is broken'))).catch(() => {});
    await elector('billing-7d4b9-8kq2p');
    return first;
  }

  function manyLeases(count: number) {
    const now = new Date().toISOString().replace('Z', '000Z');
    for (let index = 0; index < count; index++) {
      const name = `tenant-${String(index).padStart(3, '0')}`;
      const holder = {
        holderIdentity: `worker-${index % 7}`,
        acquireTime: now,
        renewTime: now,
        leaseTransitions: index,
      };
      const spec = index % 50 === 49 ? { leaseDurationSeconds: 1 } : { ...holder, leaseDurationSeconds: 3600 };
      api.leases.put({ metadata: { name }, spec });
    }
  }

  const holder = () => api.leases.get('billing')?.spec?.holderIdentity;

  it.each([
    ['in the light', { viewport: wide, colorScheme: 'light' }],
    ['in the dark', { viewport: wide, colorScheme: 'dark' }],
    ['on a narrow screen in the light', { viewport: narrow, colorScheme: 'light' }],
    ['on a narrow screen in the dark', { viewport: narrow, colorScheme: 'dark' }],
  ] as const)('has nothing that axe finds serious, and fits: %s', async (_, options) => {
    const leader = await busyLease();
    const { url } = await dashboard();
    const page = await window.open(url, options);
    await sees(page.getByText('the printer is broken'));
    await leader.stepDown();
    await sees(page.locator('text.handover'));
    await page.getByText('The lease as it is').click();
    await sees(page.getByText('"holderIdentity"'));
    expect(await seriousFindings(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);

    await page.getByRole('button', { name: 'Pause report' }).click();
    await sees(page.getByRole('dialog', { name: 'Pause report?' }));
    expect(await seriousFindings(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);
  });

  it.each([
    ['wide', wide],
    ['narrow', narrow],
  ])('has room for 200 leases, finds one, and has nothing that axe finds serious: %s', async (_, viewport) => {
    manyLeases(200);
    const { url } = await dashboard();
    const page = await window.open(url, { viewport });
    await sees(page.getByText('200 leases, 4 without a leader'));
    expect(await page.getByRole('navigation', { name: 'Leases' }).getByRole('listitem').count()).toBe(200);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);

    await page.getByLabel('Filter the leases').fill('tenant-12');
    await sees(page.getByText('10 of 200, 4 without a leader'));
    await page.getByRole('button', { name: 'tenant-123' }).click();
    await sees(page.getByRole('heading', { name: 'tenant-123' }));
    await page.getByLabel('Filter the leases').fill('');
    await page.getByLabel('Only those without a leader').check();
    await sees(page.getByText('4 of 200, 4 without a leader'));
    await page.getByRole('button', { name: 'tenant-049' }).click();
    await sees(page.getByText('Nobody leads: the last leader released the lease, and nobody has taken it.'));
  });

  it('shows live who leads, how long it took, and why the last term ended', async () => {
    const leader = await busyLease();
    const { url } = await dashboard();
    const page = await window.open(url);
    await sees(page.getByText('billing-7d4b9-x2x9k leads'));
    await leader.stop();
    await sees(page.getByText('billing-7d4b9-8kq2p leads'));
    expect(await page.locator('tr[data-role=leads] th').first().textContent()).toBe('billing-7d4b9-8kq2p');
    await sees(page.getByText(/^\d+ ms after the release of billing-7d4b9-x2x9k$/));
    await sees(page.getByText('released the lease: it stopped, or stepped down'));
    expect(await page.locator('text.handover').allTextContents()).toEqual([expect.stringMatching(/^\d+ ms$/)]);
    expect(await page.locator('#announcements').textContent()).toMatch(
      /^billing-7d4b9-8kq2p leads billing, \d+ ms after/,
    );
    const label = await page.getByRole('img').getAttribute('aria-label');
    expect(label).toMatch(/^Last 1 minute: 2 terms, 1 handover\. The last handover took \d+ ms\./);
  });

  it('has the leader step down by keyboard, after a confirmation that Escape takes back', async () => {
    await busyLease();
    const { url } = await dashboard();
    const page = await window.open(url);
    const button = page.getByRole('button', { name: 'Step down…' });
    await button.focus();
    await page.keyboard.press('Enter');
    await sees(page.getByRole('dialog', { name: 'Have billing-7d4b9-x2x9k step down?' }));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Step down…');
    expect(holder()).toBe('billing-7d4b9-x2x9k');

    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Step down' }).focus();
    await page.keyboard.press('Enter');
    await sees(page.getByText('Asked billing-7d4b9-x2x9k to finish its work and hand over.'));
    await sees(page.getByText('billing-7d4b9-8kq2p leads'));
    await sees(page.getByText('released the lease: it was asked to step down'));
  });

  it('pauses, resumes and runs a job', async () => {
    await busyLease();
    const { url } = await dashboard();
    const page = await window.open(url);
    await page.getByRole('button', { name: 'Pause invoices' }).click();
    await page.getByLabel('Why? Others will read this.').fill('no paper');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await sees(page.getByText('Paused: no paper'));
    await page.getByRole('button', { name: 'Resume invoices' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await sees(page.getByRole('button', { name: 'Pause invoices' }));
    await page.getByRole('button', { name: 'Run now invoices' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await sees(page.getByText('The job "invoices" will run once, now.'));
  });

  it('says what went wrong, and leaves it there', async () => {
    await busyLease();
    const { url } = await dashboard();
    const page = await window.open(url);
    api.faults.add({ fault: 'error', status: 403, verb: 'update' });
    await page.getByRole('button', { name: 'Run now invoices' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
    await sees(page.getByRole('alert').getByText(/403/));
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('has no buttons with --read-only', async () => {
    await busyLease();
    const { url } = await dashboard('--read-only');
    const page = await window.open(url);
    await sees(page.getByText('the printer is broken'));
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  });

  it.each([
    ['a wrong token', '#wrong'],
    ['none', ''],
  ])('shows nothing with %s, and says what to do', async (_, hash) => {
    await busyLease();
    const { origin } = await dashboard();
    const page = await window.open(`${origin}/${hash}`);
    await sees(page.getByRole('main').getByText('open the address that was printed'));
    expect(await page.getByText('billing').count()).toBe(0);
  });

  it('says when the dashboard has ended, and goes on when the API server is back', async () => {
    await busyLease();
    const started = await dashboard();
    const page = await window.open(started.url);
    await sees(page.getByText('Live', { exact: true }));
    await api.stopListening();
    await sees(page.getByText('The API server does not answer'));
    await api.listen();
    await sees(page.getByText('Live', { exact: true }));
    await started.stop();
    await sees(page.getByText('The dashboard does not answer any more').first());
  });

  it('shows an empty namespace, and the first lease in it', async () => {
    const { url } = await dashboard();
    const page = await window.open(url);
    await sees(page.getByText('No election has a lease in the namespace default.'));
    expect(await seriousFindings(page)).toEqual([]);
    await elector('pod-a');
    await sees(page.getByRole('heading', { name: 'billing' }));
  });
});
