import { describe, expect, it } from '@jest/globals';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { type CandidateDependencies } from '../../../lib/core/elector/elector-dependencies.js';
import { type Place, placeChanges, type placeKey, type ProbeOutcome } from '../../../lib/core/record/place.js';
import { ManualClock } from '../../../lib/testing/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { lease, nextTurn, options } from './started-elector.js';
import { ScriptedLeaseClient } from './scripted-lease-client.js';

const here: Place = { bootId: 'boot', netNamespace: '1', socket: 'mine' };
const corpse: Place = { ...here, socket: 'the-predecessor' };

/** Finds this process at once, unless somebody else settles that, and has one answer to each question. */
function presenceThatSays(outcome: ProbeOutcome, settle = (settled: (place?: Place) => void) => settled(here)) {
  const users = new Set<object>();
  const probes: string[] = [];
  const presence: CandidateDependencies['presence'] = {
    enter(user, settled) {
      users.add(user);
      settle(settled);
    },
    leave: user => void users.delete(user),
    probe(socket) {
      probes.push(socket);
      return Promise.resolve(outcome);
    },
  };
  return { presence, users, probes };
}

async function besideTheCorpse(outcome: ProbeOutcome) {
  const there = presenceThatSays(outcome);
  const client = new ScriptedLeaseClient();
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const elector = new CandidateElector(
    { ...options, logger },
    { client, clock, random: () => 0, presence: there.presence },
  );
  await elector.start();
  const seen = lease({}, 10);
  const { holderIdentity, acquireTime } = seen.spec!;
  const annotations = placeChanges(corpse, holderIdentity!, acquireTime!) as { [placeKey]: string };
  client.answer({ ...seen, metadata: { ...seen.metadata, annotations } });
  await nextTurn();
  return { ...there, elector, client, clock, logger };
}

/** An elector that has been started, and what settles whether neighbours can find it. */
async function onItsWay() {
  const settling: ((place?: Place) => void)[] = [];
  const { presence } = presenceThatSays('other', settled => void settling.push(settled));
  const client = new ScriptedLeaseClient();
  const dependencies = { client, clock: new ManualClock(), random: () => 0, presence };
  const elector = new CandidateElector({ ...options, logger: new RecordingLogger() }, dependencies);
  await elector.start();
  return { elector, client, settling };
}

describe('An elector', () => {
  it.each([here, undefined])('takes nothing before it is known where neighbours find it: %j', async place => {
    const { client, settling } = await onItsWay();
    client.fails('notFound');
    await nextTurn();
    expect(client.requests.filter(({ lease }) => lease)).toHaveLength(0);
    settling[0](place);
    const [{ lease: written }] = client.requests.filter(({ lease }) => lease);
    expect(JSON.stringify(written)).toContain(place?.socket ?? '"name":"billing"');
  });
});

describe('An elector beside a holder of its network namespace', () => {
  it('takes the lease at once if the process of that holder has ended, and says so', async () => {
    const { elector, client, probes, logger } = await besideTheCorpse('refused');
    expect(probes).toEqual(['the-predecessor']);
    client.accept(11);
    await nextTurn();
    expect(elector.isLeader).toBe(true);
    expect(logger.lines.join('\n')).toContain('the process of "other" has ended');
  });

  it('waits for one that lives, and says why', async () => {
    const { elector, client, logger } = await besideTheCorpse('other');
    expect(client.requests.filter(({ lease }) => lease)).toEqual([]);
    expect(elector.isLeader).toBe(false);
    expect(logger.lines).toContainEqual(
      expect.stringContaining('the kernel does not say that the process of the holder'),
    );
  });

  it('is found there while it runs, and no longer once it has released', async () => {
    const { elector, client, users } = await besideTheCorpse('refused');
    client.accept(11);
    await nextTurn();
    expect(users.has(elector)).toBe(true);
    const stopped = elector.stop();
    await nextTurn();
    client.accept(12);
    await stopped;
    expect(users.has(elector)).toBe(false);
  });

  it('trace 13: is found there until its process ends if it stops and work is left', async () => {
    const { elector, client, clock, users } = await besideTheCorpse('refused');
    client.accept(11);
    await nextTurn();
    void elector.run(() => new Promise(() => {}));
    const stopped = elector.stop();
    await clock.advance(11_000);
    await stopped;
    expect(users.has(elector)).toBe(true);
  });

  it('is found there until its process ends if it is started and stopped once more after that', async () => {
    const { elector, client, clock, users } = await besideTheCorpse('refused');
    client.accept(11);
    await nextTurn();
    void elector.run(() => new Promise(() => {}));
    for (let times = 0; times < 2; times++) {
      const stopped = elector.stop();
      await clock.advance(11_000);
      await stopped;
      expect(users.has(elector)).toBe(true);
      await elector.start();
    }
  });

  it('trace 1: is found there after an `exit` that somebody merely emitted', async () => {
    const { elector, client, users } = await besideTheCorpse('refused');
    client.accept(11);
    await nextTurn();
    void elector.run(() => new Promise(() => {}));
    elector.latch();
    expect(elector.isLeader).toBe(false);
    expect(users.has(elector)).toBe(true);
  });
});
