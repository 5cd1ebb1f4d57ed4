import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { TicksFleet } from './ticks/ticks-fleet.js';
import { judgeTicks } from './ticks/ticks-verdict.js';

/** How long leaders are troubled: `TICKS_SECONDS=300 npm run test:ticks`. */
const seconds = Number(process.env.TICKS_SECONDS ?? 60);

jest.setTimeout(180_000 + seconds * 2000);

describe('Ticks on a real kube-apiserver', () => {
  let fleet: TicksFleet;
  beforeAll(async () => {
    fleet = await TicksFleet.create();
  }, 180_000);
  afterAll(() => fleet?.destroy(), 60_000);

  const untilLed = async (lease: string, isNot?: string) => {
    for (;;) {
      const leader = await fleet.leader(lease);
      if (leader !== undefined && leader.identity !== isNot) return leader;
      await delay(20);
    }
  };

  it('cost one write each, and none where a job does without once', async () => {
    const measured = 20;
    const writesWith = async (lease: string, job: 'once' | 'plain') => {
      const replica = fleet.start(lease, [job], { leaseDuration: '20s', renewInterval: '10s' });
      await untilLed(lease);
      while (!fleet.journal().some(line => line.job === job)) await delay(20);
      const [before, begunBefore] = [await fleet.leaseWrites(), fleet.journal().length];
      await delay(measured * 1000);
      const [after, begunAfter] = [await fleet.leaseWrites(), fleet.journal().length];
      replica.app.kill('SIGTERM');
      await replica.app.ended();
      fleet.forget(replica);
      return { writes: after - before, ticks: (begunAfter - begunBefore) / 2 };
    };
    // The server renews leases of its own; a replica, one every renewInterval.
    const idle = await fleet.leaseWrites();
    await delay(measured * 1000);
    const own = (await fleet.leaseWrites()) - idle;
    const renewals = measured / 10 + 1;
    const once = await writesWith('cost-once', 'once');
    const plain = await writesWith('cost-plain', 'plain');
    console.log(
      `In ${measured} s: the server's own lease writes ${own}; with a job with once ${once.writes} for ${once.ticks} ticks; ` +
        `with a job without ${plain.writes} for ${plain.ticks} ticks.`,
    );
    expect(plain.writes).toBeLessThanOrEqual(own + 2 + renewals);
    expect(once.writes).toBeLessThanOrEqual(own + 2 + renewals + Math.ceil(once.ticks) + 1);
    expect(once.ticks).toBeGreaterThan(measured / 2);
  });

  it(`are neither lost nor run twice through ${seconds} s of kill -9, drains and pauses of leaders`, async () => {
    const earlier = fleet.journal().length;
    const journalSince = () => fleet.journal().slice(earlier);
    const start = () => fleet.start('billing', ['once', 'retried']);
    for (let i = 0; i < 5; i++) start();
    await untilLed('billing');
    await delay(3000);
    const faults = { kills: 0, drains: 0, pauses: 0 };
    const until = performance.now() + seconds * 1000;
    for (let fault = 0; performance.now() < until; fault++) {
      const leader = await untilLed('billing');
      await delay(Math.random() * 1500);
      if (fault % 3 === 0) {
        faults.kills++;
        leader.app.kill('SIGKILL');
        fleet.forget(leader);
        start();
        await untilLed('billing', leader.identity);
      } else if (fault % 3 === 1) {
        faults.drains++;
        leader.app.kill('SIGTERM');
        start();
        await untilLed('billing', leader.identity);
        await leader.app.ended();
        fleet.forget(leader);
      } else {
        faults.pauses++;
        leader.app.kill('SIGSTOP');
        await delay(500 + Math.random() * 6000);
        leader.app.kill('SIGCONT');
      }
      await delay(Math.random() * 1500);
    }
    const calm = Date.now();
    const isCaughtUp = (job: string) =>
      journalSince().some(line => line.job === job && line.what === 'done' && line.tick > calm + 2000);
    while (!isCaughtUp('once') || !isCaughtUp('retried')) await delay(100);

    const journal = journalSince();
    const [once, retried] = ['once', 'retried'].map(job => judgeTicks(journal, job));
    const summary = ({ ticks, repeated, lost, cutOff, interrupted, unfinished, ...rest }: typeof once) =>
      `${ticks} ticks, ${lost.length} lost, ${repeated.length} repeated, ${interrupted.length} interrupted ` +
      `(${cutOff.length} before the job's first line), ${rest.retried.length} run again, ${unfinished.length} never finished`;
    console.log(`${JSON.stringify(faults)}\nonce: ${summary(once)}\nretried: ${summary(retried)}`);
    expect([once.lost, once.retried, once.repeated]).toEqual([[], [], []]);
    expect([retried.lost, retried.cutOff, retried.repeated, retried.unfinished]).toEqual([[], [], [], []]);
    // What ended early is reported, whoever saw it last.
    expect(once.unfinished.filter(tick => !once.interrupted.includes(tick))).toEqual([]);
    expect(once.ticks).toBeGreaterThanOrEqual(seconds);
  });
});
