import { describe, expect, it } from '@jest/globals';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { lease, released, touched } from './records.js';
import { candidateThatSees, candidateThatSeesNoLease, followerThatSees, leader, Story } from './story.js';

describe('Rule 8: cut off first, then release', () => {
  it('closes the gate, aborts, and releases in one step where no work is left', () => {
    const story = leader().stop();
    expect(story.news()).toEqual(['closeGate shutdown', 'endTerm shutdown']);
    expect(story.isLeader).toBe(false);
    expect(story.request).toMatchObject({
      verb: 'replace',
      lease: {
        metadata: { resourceVersion: '11', uid: 'uid-1' },
        spec: { holderIdentity: '', leaseDurationSeconds: 1 },
      },
    });
    expect(story.accepts(12).news()).toEqual(['settled', 'stopped']);
    expect(story.wakeAt).toBe(Infinity);
    expect(story.watch).toBeUndefined();
  });

  it('waits for work, *while the lease is still renewed*', () => {
    const story = leader().works().wait(5_000).stop();
    expect(story.news()).toEqual(['closeGate shutdown']);
    expect(story.isLeader).toBe(false);
    story.wait(5_000);
    expect(story.written.spec?.holderIdentity).toBe('me');
    expect(story.accepts(12).news()).toEqual(['renewed']);
    story.wait(3_000).workEnds();
    expect(story.news()).toEqual(['endTerm shutdown']);
    expect(story.written).toMatchObject({ metadata: { resourceVersion: '12' }, spec: { holderIdentity: '' } });
  });

  it('aborts work that outlives drainTimeout, and gives it abortGrace, *still renewed*', () => {
    const story = leader({ renewInterval: 8_000 }).works().wait(6_000).stop();
    story.wait(2_000).accepts(12).news();
    expect(story.wait(7_999).news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['endTerm shutdown']);
    expect(story.written.spec?.holderIdentity).toBe('me');
    expect(story.accepts(13).news()).toEqual(['renewed']);
    story.wait(999).workEnds();
    expect(story.news()).toEqual([]);
    expect(story.written).toMatchObject({ metadata: { resourceVersion: '13' }, spec: { holderIdentity: '' } });
    expect(story.accepts(14).news()).toEqual(['settled', 'stopped']);
  });

  it('does not release while work is left even then: it warns, stops renewing, and lets the lease run out', () => {
    const story = leader().works().stop().wait(10_000).accepts(12);
    story.news();
    expect(story.wait(999).news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['notice workLeft', 'settled', 'stopped']);
    expect(story.asks).toBeUndefined();
    expect(story.wakeAt).toBe(Infinity);
  });

  it('does not take a lease back before the work that was left has ended', () => {
    const story = leader().works().stepDown(0).wait(10_000).accepts(12).wait(1_000);
    story.news();
    expect(story.wait(60_000).asks).toBeUndefined();
    expect(story.workEnds().asks).toBe('replace');
    expect(story.accepts(13).news()).toEqual(['beginTerm 13']);
  });

  it('begins the term after one that left work *with a new nonce*, whatever it sees before', () => {
    const story = leader({ drainTimeout: 0, abortGrace: 0 }).works().stepDown(0);
    const { record } = story;
    story.news();
    story.working = false;
    story.random = () => 0.5;
    story.watchSees(touched(record, 12));
    expect(story.news()).toEqual([]);
    expect(story.written.spec?.acquireTime).not.toBe(record.spec?.acquireTime);
    expect(story.accepts(13).news()).toEqual(['beginTerm 13']);
  });

  it('has nothing left to release where the deadline comes first', () => {
    const story = leader().works().wait(9_000).stop().wait(1_000).fails('forbidden').wait(2_000).fails('forbidden');
    story.wait(2_000).fails('forbidden').news();
    story.wait(1_000);
    expect(story.news()).toEqual(['endTerm deadline']);
    expect(story.wait(500).workEnds().news()).toEqual(['settled', 'stopped']);
    expect(story.asks).toBeUndefined();
  });

  it('gives work abortGrace after a deadline too, and names what is left', () => {
    const story = leader().works().wait(9_000).stop().freeze(6_000).tick();
    expect(story.news()).toEqual(['closeGate shutdown', 'endTerm deadline']);
    expect(story.wait(999).news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['notice workLeft', 'settled', 'stopped']);
  });

  it('stops renewing where the deadline comes during abortGrace', () => {
    const story = leader({ abortGrace: 10_000 }).works().wait(4_000).stop().wait(6_000).fails('forbidden');
    story.wait(2_000).fails('forbidden').wait(2_000).fails('forbidden').news();
    story.wait(1_000);
    const sent = story.requests.length;
    expect(story.wait(8_000).news()).toEqual([]);
    expect(story.workEnds().news()).toEqual(['settled', 'stopped']);
    expect(story.requests).toHaveLength(sent);
  });

  it('never writes a release over the lease of somebody else', () => {
    const story = leader().stop().fails('conflict');
    expect(story.asks).toBe('read');
    story.answers(lease({ version: 12 }));
    expect(story.news()).toEqual(['closeGate shutdown', 'endTerm shutdown', 'settled', 'stopped']);
    expect(story.asks).toBeUndefined();
  });

  it('never releases what was deleted', () => {
    const story = leader().stop().fails('conflict').fails('notFound');
    expect(story.news()).toEqual(['closeGate shutdown', 'endTerm shutdown', 'settled', 'stopped']);
  });

  it('releases once more where a 409 only told of a touched label', () => {
    const story = leader();
    const { record } = story;
    story.stop().fails('conflict').answers(touched(record, 12));
    expect(story.written).toMatchObject({ metadata: { resourceVersion: '12' }, spec: { holderIdentity: '' } });
    expect(story.accepts(13).news()).toContain('stopped');
  });

  it('learns by a read whether a release happened whose answer was lost', () => {
    const story = leader().stop();
    const stored = story.stored(12);
    story.news();
    story.fails('timeout').answers(stored);
    expect(story.news()).toEqual(['settled', 'stopped']);
  });

  it('tries a release once more after a failure, *then gives it up and says when the lease runs out*', () => {
    const story = leader().wait(9_000).stop();
    story.news();
    story.fails('server').answers(story.record);
    expect(story.written.spec?.holderIdentity).toBe('');
    expect(story.fails('server').news()).toEqual(['notReleased', 'settled', 'stopped']);
    expect(story.runsOutAt).toBe(20_000);
  });

  it.each<[LeaseRequestFailure]>([['forbidden'], ['unauthorized'], ['rejected']])(
    '*tries none again that was refused*: %s',
    failure => {
      const story = leader().stop();
      story.news();
      expect(story.fails(failure).news()).toEqual(['notReleased', 'settled', 'stopped']);
    },
  );

  it('does not count a lost race as a failure', () => {
    const story = leader().stop();
    for (let version = 12; version <= 14; version++) {
      story.fails('conflict').answers(touched(story.record, version));
      expect(story.written).toMatchObject({
        metadata: { resourceVersion: String(version) },
        spec: { holderIdentity: '' },
      });
    }
  });

  it('doubts a release, tries it once more, and *gives up after releaseTimeout* though both hang', () => {
    const story = leader().stop();
    const { record } = story;
    story.news();
    story.wait(1_000).answers(record);
    expect(story.open).toHaveLength(2);
    expect(story.wait(1_999).news()).toEqual([]);
    expect(story.requests.filter(({ verb }) => verb === 'replace')).toHaveLength(3);
    expect(story.wait(1).news()).toEqual(['notReleased', 'settled', 'stopped']);
  });

  it('does not care how a release failed that it has given up', () => {
    const story = leader().stepDown();
    const release = story.request!;
    expect(story.freeze(3_000).tick().news()).toContain('settled');
    story.lateFailure(release, 'forbidden');
    expect(story.news()).toEqual([]);
  });

  it('takes the late success of a release', () => {
    const story = leader().stop();
    const release = story.stored(12);
    const [first] = story.open;
    story.news();
    story.wait(2_500);
    expect(story.lateAnswer(first, release).news()).toEqual(['settled', 'stopped']);
  });

  it('says nothing of a lease that has run out already', () => {
    const story = leader({ releaseTimeout: 60_000 }).stop();
    story.news();
    expect(story.freeze(20_000).tick().news()).toEqual(['settled', 'stopped']);
  });

  it('ends by the wall clock too where a release hangs', () => {
    const story = leader().stop();
    story.news();
    expect(story.suspend(3_000).tick().news()).toEqual(['notReleased', 'settled', 'stopped']);
  });

  it('begins no term *before the outcome of the release is settled*', () => {
    const story = leader().stepDown(0);
    const release = story.stored(12);
    story.news();
    story.watchSees(release);
    expect(story.asks).toBe('replace');
    expect(story.news()).toEqual([]);
    story.watchSees(touched(release, 13)).tick().wait(900);
    expect(story.requests.at(-1)).toMatchObject({ lease: { spec: { holderIdentity: '' } } });
    story.answers(release);
    expect(story.news()).toEqual(['settled']);
    expect(story.written).toMatchObject({ metadata: { resourceVersion: '13' }, spec: { holderIdentity: 'me' } });
  });

  it('never retries a release *after a new term*', () => {
    const story = leader().stepDown(0).fails('network');
    story.fails('network').wait(15_000);
    while (story.asks !== 'replace') {
      if (story.asks === 'read') story.answers(released({ version: 12 }));
      else story.wake();
    }
    story.accepts(20);
    expect(story.news()).toContain('beginTerm 20');
    const sent = story.requests.length;
    story.wait(10_000);
    for (const request of story.requests.slice(sent)) {
      expect(request).toMatchObject({ lease: { spec: { holderIdentity: 'me' } } });
    }
  });

  it('waits for the renewal under way before it releases', () => {
    const story = leader().wait(10_000);
    const renewal = story.stored(12);
    story.stop();
    expect(story.news()).toEqual(['closeGate shutdown', 'endTerm shutdown']);
    expect(story.written.spec?.holderIdentity).toBe('me');
    story.answers(renewal);
    expect(story.written).toMatchObject({ metadata: { resourceVersion: '12' }, spec: { holderIdentity: '' } });
  });

  it('reads what became of a renewal under way before it releases', () => {
    const story = leader().wait(10_000);
    const renewal = story.stored(12);
    story.stop().fails('timeout');
    expect(story.asks).toBe('read');
    story.answers(renewal);
    expect(story.written).toMatchObject({ metadata: { resourceVersion: '12' }, spec: { holderIdentity: '' } });
  });

  it('gives up the release where its answer could not come in time', () => {
    const story = leader().wait(10_000).fails('forbidden').freeze(4_971).stop();
    expect(story.asks).toBeUndefined();
    story.news();
    expect(story.wait(29).news()).toEqual(['notReleased', 'settled', 'stopped']);
  });

  it('still tries where it just might', () => {
    const story = leader().wait(10_000).fails('forbidden').freeze(4_800).stop();
    expect(story.written.spec?.holderIdentity).toBe('');
    expect(story.request?.timeout).toBe(200);
  });

  it('stops all the same, if asked to while it steps down', () => {
    const story = leader().works().stepDown().stop();
    story.workEnds().accepts(12);
    expect(story.news()).toEqual(['closeGate stepDown', 'endTerm stepDown', 'settled', 'stopped']);
  });

  it('opens no watch any more once its end has begun', () => {
    const story = leader().works().stop().watchCloses().wait(3_000);
    expect(story.watch).toBeUndefined();
  });

  it('is cut off at once, during the drain, by the sight of somebody else', () => {
    const story = leader().works().stop();
    story.news();
    story.watchSees(lease({ version: 12 }));
    expect(story.news()).toEqual(['endTerm replaced']);
    expect(story.wait(999).asks).toBeUndefined();
    expect(story.workEnds().news()).toEqual(['settled', 'stopped']);
  });

  it('is no longer renewed, after the abort, once somebody else was seen', () => {
    const story = leader({ renewInterval: 10_500 }).works().stop().wait(10_000);
    story.news();
    story.watchSees(lease({ version: 12 })).wait(999);
    expect(story.asks).toBeUndefined();
    expect(story.wait(1).news()).toEqual(['notice workLeft', 'settled', 'stopped']);
  });

  it('does not take a lease deleted during its end back, but waits', () => {
    const story = leader().works().stepDown(0);
    story.watchSeesDeletion(touched(story.record, 12)).workEnds();
    expect(story.news()).toEqual(['closeGate stepDown', 'endTerm deleted', 'settled']);
    expect(story.asks).toBeUndefined();
    expect(story.wait(19_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('create');
  });
});

describe('Rule 8, where a stop meets a take', () => {
  it('releases what it took, and leads not for a moment', () => {
    const story = candidateThatSees(released()).stop();
    expect(story.news()).toEqual([]);
    story.accepts(11);
    expect(story.written).toMatchObject({ metadata: { resourceVersion: '11' }, spec: { holderIdentity: '' } });
    expect(story.accepts(12).news()).toEqual(['settled', 'stopped']);
  });

  it('looks again while a take that a stop met may still succeed, and releases it then', () => {
    const story = candidateThatSees(released(), { releaseTimeout: 14_000 }).stop();
    const take = story.request!;
    while (story.asks !== 'read') story.wake();
    story.answers(released());
    expect(story.news()).toEqual([]);
    while (story.asks !== 'read') story.wake();
    story.answers(story.stored(11, (take as { lease: Lease }).lease));
    expect(story.asks).toBe('replace');
    story.accepts(12);
    expect(story.news()).toEqual(['settled', 'stopped']);
  });

  it('has nothing to say of a take that was refused when its time was over', () => {
    const story = candidateThatSees(released()).stop().freeze(20_000).fails('conflict');
    expect(story.news()).toEqual(['settled', 'stopped']);
  });

  it('releases what it created', () => {
    const story = candidateThatSeesNoLease().stop().accepts(11);
    expect(story.written.spec).toMatchObject({ holderIdentity: '', leaseTransitions: 0 });
  });

  it('learns by a read what became of it', () => {
    const story = candidateThatSees(released());
    const taken = story.stored(11);
    story.stop().fails('timeout').answers(taken);
    expect(story.written.spec?.holderIdentity).toBe('');
    expect(story.accepts(12).news()).toEqual(['settled', 'stopped']);
  });

  it.each<[LeaseRequestFailure]>([['conflict'], ['timeout']])(
    'is done where a read after a %p shows somebody else',
    failure => {
      const story = candidateThatSees(released())
        .stop()
        .fails(failure)
        .answers(lease({ version: 11 }));
      expect(story.news()).toEqual(['settled', 'stopped']);
    },
  );

  it('is done at once where the take was refused', () => {
    const story = candidateThatSees(released()).stop().fails('forbidden');
    expect(story.news()).toEqual(['settled', 'stopped']);
  });

  it('gives up after releaseTimeout, and no later than the take would have', () => {
    const story = candidateThatSees(released()).wait(4_000).stop();
    expect(story.wait(2_999).news()).toEqual([]);
    expect(story.wait(1).news()).toEqual(['notReleased', 'settled', 'stopped']);
    const late = candidateThatSees(released()).wait(14_000).stop();
    expect(late.wait(1_000).news()).toEqual(['notReleased', 'settled', 'stopped']);
  });

  it('begins no term from a take that a step-down met, and stays out', () => {
    const story = candidateThatSees(released()).stepDown(30_000).accepts(11).accepts(12);
    expect(story.news()).toEqual(['settled']);
    expect(story.watchOpens().wait(29_999).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('waits for work of an earlier term, but releases nothing after it', () => {
    const story = leader().works().freeze(15_000).tick();
    story.news();
    story.stop();
    expect(story.wait(999).news()).toEqual([]);
    expect(story.workEnds().news()).toEqual(['settled', 'stopped']);
    expect(story.asks).toBeUndefined();
  });

  it('names work of an earlier term that does not end', () => {
    const story = leader().works().freeze(15_000).tick();
    story.news();
    expect(story.stop().wait(1_000).news()).toEqual(['notice workLeft', 'settled', 'stopped']);
  });

  it('waits for work of an earlier term though nothing of its own is in the lease', () => {
    const story = leader()
      .works()
      .watchSees(lease({ version: 12 }));
    story.news();
    story.stop();
    expect(story.news()).toEqual([]);
    expect(story.wait(10).workEnds().news()).toEqual(['settled', 'stopped']);
  });

  it('is done at once where it only follows', () => {
    const story = followerThatSees().stop();
    expect(story.news()).toEqual(['stopped']);
    expect(story.watch).toBeUndefined();
    expect(story.wakeAt).toBe(Infinity);
  });

  it('is done at once where it had not even looked', () => {
    const story = new Story().start().stop();
    expect(story.news()).toEqual(['stopped']);
    expect(story.request).toBeUndefined();
  });

  it('asks nothing more once its release has succeeded, though its watch is gone', () => {
    const story = leader().stop().watchCloses('gone').accepts(12);
    expect(story.news()).toEqual(['closeGate shutdown', 'endTerm shutdown', 'settled', 'stopped']);
  });

  it('answers a stop, and a step-down, at once where it is stopped, though work that was left still runs', () => {
    const story = leader({ drainTimeout: 0, abortGrace: 0 }).works().stop();
    story.news();
    expect(story.stop().news()).toEqual(['stopped']);
    expect(story.stepDown().news()).toEqual(['settled']);
  });

  it('is not done with a step-down before its end, however often it is asked', () => {
    const story = leader().works().stepDown(30_000).stepDown(1_000);
    expect(story.news()).toEqual(['closeGate stepDown']);
  });

  it('answers a second stop too', () => {
    const story = followerThatSees().stop().stop();
    expect(story.news()).toEqual(['stopped', 'stopped']);
  });
});
