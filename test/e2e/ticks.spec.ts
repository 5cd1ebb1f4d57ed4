import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { follower, kubectl } from './ticks/operator.js';
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

  it('are paused, resumed and asked for by a follower and by kubectl, beside the renewals of the leader, who leads on', async () => {
    const replica = fleet.start('operated', ['once']);
    await untilLed('operated');
    const { leader, close } = await follower(fleet.election('operated', 'operator'));
    const ran = () =>
      fleet.journal().filter(line => line.by !== 'operator' && line.job === 'once' && line.what === 'begun').length;
    const isPaused = () => leader.jobs()[0].paused !== undefined;
    /** How many runs begin meanwhile, those included that begin before `act` has ended. */
    const runsWithin = async (milliseconds: number, act?: () => Promise<unknown>) => {
      const before = ran();
      await act?.();
      await delay(milliseconds);
      return ran() - before;
    };
    const annotate = (annotation: string) => kubectl(fleet.server, 'annotate', 'lease', 'operated', annotation);
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await delay(20);
    };
    const words = async () => (await fleet.lease('operated'))!.spec;
    await until(() => leader.holder !== undefined && leader.jobs()[0].last !== undefined);
    const before = await words();

    await leader.pauseJob('once', { reason: 'the printer is broken' });
    await delay(200); // What was begun by then goes on.
    expect(await runsWithin(3000)).toBe(0);
    expect(await runsWithin(3000, () => leader.runJob('once'))).toBe(1);
    await leader.resumeJob('once');
    expect(await runsWithin(3500)).toBeGreaterThan(1);

    await annotate('pause.ticks.nestjs-kubernetes-leader/once=the printer is broken');
    await until(isPaused);
    await delay(200);
    expect(await runsWithin(3000)).toBe(0);
    const now = new Date().toISOString().replace(/\.\d+/, '');
    expect(await runsWithin(3000, () => annotate(`run.ticks.nestjs-kubernetes-leader/once=${now}`))).toBe(1);
    await annotate('pause.ticks.nestjs-kubernetes-leader/once-');
    expect(await runsWithin(3500)).toBeGreaterThan(1);

    for (let i = 0; i < 50; i++) await leader.pauseJob('once', { reason: `reason ${i}` });
    expect((await fleet.lease('operated'))!.metadata.annotations).toMatchObject({
      'pause.ticks.nestjs-kubernetes-leader/once': 'reason 49',
    });
    const { holderIdentity, acquireTime, leaseTransitions } = before!;
    expect(await words()).toMatchObject({ holderIdentity, acquireTime, leaseTransitions });
    await close();
    replica.app.kill('SIGTERM');
    await replica.app.ended();
    fleet.forget(replica);
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
