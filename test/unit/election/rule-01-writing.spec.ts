import { describe, expect, it } from '@jest/globals';
import { released, touched } from './records.js';
import { candidateThatSees, candidateThatSeesNoLease, config, leader } from './story.js';

describe('Rule 1: compare and swap only', () => {
  it('creates with a POST, and only a lease that is not there', () => {
    const story = candidateThatSeesNoLease();
    expect(story.request).toMatchObject({
      verb: 'create',
      lease: {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'billing', namespace: 'jobs' },
        spec: { holderIdentity: 'me', leaseDurationSeconds: 20, leaseTransitions: 0 },
      },
    });
    expect(story.written.metadata).not.toHaveProperty('resourceVersion');
    expect(story.written.metadata).not.toHaveProperty('uid');
  });

  it('replaces with the version *and the uid* last seen, so that no deleted lease comes back to life', () => {
    const story = candidateThatSees(released({ version: 10, uid: 'uid-7' }));
    expect(story.request).toMatchObject({
      verb: 'replace',
      lease: { metadata: { resourceVersion: '10', uid: 'uid-7' } },
    });
  });

  it('renews and releases on the newest version it knows, also where that came from a watch', () => {
    const story = leader();
    story.watchSees(touched(story.record, 15));
    story.wait(10_000);
    expect(story.request).toMatchObject({
      verb: 'replace',
      lease: { metadata: { resourceVersion: '15', uid: 'uid-1' } },
    });
    story.accepts(16).stop();
    expect(story.request).toMatchObject({
      verb: 'replace',
      lease: { metadata: { resourceVersion: '16', uid: 'uid-1' }, spec: { holderIdentity: '' } },
    });
  });

  it('writes the whole spec at every write, and keeps what others put into the lease', () => {
    const story = candidateThatSees({
      ...released({ strategy: 'OldestEmulationVersion' }),
      metadata: { ...released().metadata, labels: { team: 'billing' }, annotations: { note: 'x' } },
    });
    expect(story.written).toMatchObject({
      metadata: { labels: { team: 'billing' }, annotations: { note: 'x' } },
      spec: {
        holderIdentity: 'me',
        leaseDurationSeconds: 20,
        leaseTransitions: 4,
        strategy: 'OldestEmulationVersion',
      },
    });
    const taken = story.written;
    story.accepts(11).watchOpens().wait(10_000);
    expect(story.written.spec).toEqual({ ...taken.spec, renewTime: story.written.spec?.renewTime });
    story.accepts(12).stop();
    expect(story.written.spec).toEqual({
      ...taken.spec,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      renewTime: story.written.spec?.renewTime,
    });
  });

  it('strictly increases renewTime though the wall clock stands still, or goes back', () => {
    const story = leader();
    const times = [story.record.spec?.renewTime];
    for (const jump of [-10_000, -3_600_000, 0]) {
      story.jumpWall(jump).wait(10_000);
      times.push(story.written.spec?.renewTime);
      story.accepts(20 + times.length);
    }
    story.jumpWall(-30_000).stop();
    times.push(story.written.spec?.renewTime);
    expect(times).toEqual([
      '2030-01-01T00:00:00.000000Z',
      '2030-01-01T00:00:00.000001Z',
      '2030-01-01T00:00:00.000002Z',
      '2030-01-01T00:00:00.000003Z',
      '2030-01-01T00:00:00.000004Z',
    ]);
  });

  it("writes the present, also after a predecessor whose clock was a year ahead, and over a hand's edit", () => {
    const story = candidateThatSees(released({ renewTime: '2031-01-01T00:00:00.999999Z' }));
    expect(story.written.spec?.renewTime).toBe('2030-01-01T00:00:00.000000Z');
    story.accepts(11).watchOpens().wait(10_000);
    expect(story.written.spec?.renewTime).toBe('2030-01-01T00:00:10.000000Z');
    const { record } = story.accepts(12);
    story.watchSees(touched(record, 13, { renewTime: '2031-01-01T00:00:00.000000Z' })).wait(10_000);
    expect(story.written.spec?.renewTime).toBe('2030-01-01T00:00:20.000000Z');
  });

  it('begins anew with the present in each term, though the wall clock was set back in the one before', () => {
    const story = leader().jumpWall(-3_600_000).stepDown(0).accepts(12);
    expect(story.written.spec?.renewTime).toBe('2029-12-31T23:00:00.000000Z');
  });

  it.each([['not a time'], [null], [undefined], ['9999-12-31T23:59:59.999999Z']])(
    'writes its own time over a renewTime that nobody can exceed: %p',
    renewTime => {
      const story = candidateThatSees(released({ renewTime }));
      expect(story.written.spec?.renewTime).toBe('2030-01-01T00:00:00.000000Z');
    },
  );

  it('takes a 200 *without a new version* for no success: such a write was seen by nobody', () => {
    const story = candidateThatSees(released({ version: 10 })).accepts(10);
    expect(story.news()).toEqual([]);
    expect(story.isLeader).toBe(false);
    expect(story.asks).toBe('read');
  });

  it('takes an answer whose version is no integer for none', () => {
    const story = candidateThatSees(released());
    story.answers({ ...story.written, metadata: { ...story.written.metadata, resourceVersion: 'abc' } });
    expect(story.isLeader).toBe(false);
    expect(story.asks).toBe('read');
  });

  it('takes a read whose version is no integer for no answer', () => {
    const story = candidateThatSees({ ...released(), metadata: { name: 'billing' } });
    expect(story.asks).toBeUndefined();
    expect(story.wait(2_000).asks).toBe('read');
  });

  it('counts a transition where the lease passes on, and none where it is renewed or created', () => {
    const story = candidateThatSees(released({ leaseTransitions: 41 }))
      .accepts(11)
      .watchOpens();
    expect(story.requests.at(-1)).toMatchObject({ lease: { spec: { leaseTransitions: 42 } } });
    expect(story.wait(10_000).written.spec?.leaseTransitions).toBe(42);
  });

  it.each([[-1], [1.5], ['7'], [null], [2 ** 31 - 1]])(
    'starts the transitions anew after a senseless %p',
    transitions => {
      const story = candidateThatSees(released({ leaseTransitions: transitions as number }));
      expect(story.written.spec?.leaseTransitions).toBe(1);
    },
  );

  it('writes the duration in seconds, as configured now, not as the record had it', () => {
    const story = candidateThatSees(released(), { leaseDuration: 47_000, renewDeadline: 30_000 });
    expect(story.written.spec?.leaseDurationSeconds).toBe(47);
  });

  it('asks for one thing at a time', () => {
    const story = leader().wait(10_000).tick().wait(1_000);
    expect(story.open).toHaveLength(1);
  });

  it('asks again without waiting for a write that its watch has shown to be in vain', () => {
    const story = leader().wait(10_000).watchSees(touched(leader().record, 12));
    expect(story.written.metadata.resourceVersion).toBe('12');
    expect(story.doubted).toHaveLength(1);
  });

  it('gives a request that it has given up no second chance', () => {
    const story = leader().wait(10_000);
    const late = story.request!;
    const answer = story.stored(12);
    story.fails('timeout');
    story.happens({ type: 'answer', id: late.id, answer: { ok: true, lease: answer } });
    expect(story.news()).toEqual([]);
    expect(story.asks).toBe('read');
  });

  it('numbers no request twice, also after a stop and a start', () => {
    const story = leader().wait(10_000).accepts(12).stop().accepts(13).start();
    const ids = story.requests.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(story.asks).toBe('read');
  });

  describe('labels and annotations of the options', () => {
    const labels = { team: 'billing' };
    const annotations = { contact: 'billing@example.com' };

    it('are created with the lease', () => {
      expect(candidateThatSeesNoLease({ labels, annotations }).written.metadata).toMatchObject({ labels, annotations });
      expect(candidateThatSeesNoLease().written.metadata).not.toHaveProperty('labels');
    });

    it("join those that are there when the lease is taken, and win over the same ones; renewals leave a hand's be", () => {
      const seen = released();
      const others = { ...seen, metadata: { ...seen.metadata, labels: { team: 'x', tier: 'y' } } };
      const story = candidateThatSees(others, { labels, annotations });
      expect(story.written.metadata).toMatchObject({ labels: { team: 'billing', tier: 'y' }, annotations });
      const { record } = story.accepts(11).watchOpens();
      const edited = { ...record.metadata, resourceVersion: '12', labels: { team: 'by hand' } };
      story.watchSees({ ...record, metadata: edited }).wait(10_000);
      expect(story.written.metadata.labels).toEqual({ team: 'by hand' });
    });

    it('are there again, beside those of others, in the lease that is written after a delete', () => {
      const story = leader({ labels });
      const edited = {
        ...story.record.metadata,
        resourceVersion: '12',
        labels: { tier: 'y' },
        annotations: { a: 'b' },
      };
      story.watchSees({ ...story.record, metadata: edited });
      story.watchSeesDeletion({ ...story.record, metadata: { ...edited, resourceVersion: '13' } });
      expect(story.written.metadata).toMatchObject({ labels: { tier: 'y', team: 'billing' }, annotations: { a: 'b' } });
    });
  });

  it('carries the configured identity', () => {
    expect(candidateThatSeesNoLease({ identity: 'pod-1' }).written.spec?.holderIdentity).toBe('pod-1');
    expect(candidateThatSeesNoLease().written.spec?.holderIdentity).toBe(config.identity);
  });
});
