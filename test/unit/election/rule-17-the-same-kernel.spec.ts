import { describe, expect, it } from '@jest/globals';
import { annotationsLimit } from '../../../lib/core/record/annotations.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { type Place, placeChanges, placeKey } from '../../../lib/core/record/place.js';
import { annotated, lease, released, touched } from './records.js';
import { candidateThatSees, here, leader, Story } from './story.js';

const neighbour: Place = { ...here, socket: 'the-predecessor' };
const leaseDuration = 20_000;

/** A record whose holder says where it runs. */
function placed(place: Partial<Place> | string = {}, record: Parameters<typeof lease>[0] = {}): Lease {
  const seen = lease(record);
  const { holderIdentity, acquireTime } = seen.spec!;
  const changes = placeChanges({ ...neighbour, ...(place as object) }, holderIdentity!, acquireTime!);
  return annotated(seen, typeof place === 'string' ? { [placeKey]: place } : (changes as { [key: string]: string }));
}

function newcomer(seen: Lease): Story {
  return new Story().start().locates().answers(seen);
}

function writtenPlace(story: Story): unknown {
  const text = story.written.metadata.annotations?.[placeKey];
  return text === undefined ? undefined : JSON.parse(text);
}

describe('Rule 17: a replica beside the corpse of its predecessor', () => {
  it("asks the kernel at its first sight, and takes at once if the holder's process has ended", () => {
    const story = newcomer(placed());
    expect(story.probe?.socket).toBe('the-predecessor');
    expect(story.asks).toBeUndefined();
    story.kernelSays('refused');
    expect(story.asks).toBe('replace');
    expect(story.written.metadata.resourceVersion).toBe('10');
    expect(story.accepts(11).isLeader).toBe(true);
    expect(story.now).toBe(0);
  });

  it('waits as for anybody if the kernel says anything else: that holder may be frozen, and lives', () => {
    const story = newcomer(placed()).kernelSays('other').watchOpens();
    expect(story.wait(leaseDuration - 1).asks).toBeUndefined();
    expect(story.wait(1).asks).toBe('replace');
  });

  it('waits as for anybody while the kernel says nothing', () => {
    const story = newcomer(placed()).watchOpens();
    expect(story.wait(leaseDuration).asks).toBe('replace');
  });

  it('takes nothing before it is known where neighbours find it', () => {
    const story = new Story().start(true).answers(released()).watchOpens();
    expect(story.wait(5_000).requests.map(({ verb }) => verb)).toEqual(['read']);
    story.locates();
    expect(story.asks).toBe('replace');
    expect(writtenPlace(story)).toMatchObject({ socket: 'mine' });
  });

  it('takes as ever once it is known that the kernel tells nothing', () => {
    const story = new Story().start(true).fails('notFound');
    expect(story.requests.map(({ verb }) => verb)).toEqual(['read']);
    expect(story.isFoundNowhere().asks).toBe('create');
    expect(writtenPlace(story)).toBeUndefined();
  });

  it('asks also if it learns where it runs after its first sight', () => {
    const story = new Story().start().answers(placed());
    expect(story.probe).toBeUndefined();
    story.locates().kernelSays('refused');
    expect(story.asks).toBe('replace');
  });

  it.each<[string, Lease]>([
    ['of another boot, or another machine (trace 11: whatever its pod is called)', placed({ bootId: 'boot-2' })],
    ['of another network namespace', placed({ netNamespace: '4026532000' })],
    ['that does not say where it runs', lease()],
    ['whose place is no JSON', placed('{')],
    ['whose place is no object', placed('[]')],
    ['whose place has no socket', placed({ socket: undefined })],
    ['whose place has an empty name', placed({ socket: '' })],
    ['that has released', annotated(released(), placed().metadata.annotations!)],
  ])('concludes nothing of a holder %s', (_, seen) => {
    expect(newcomer(seen).probe).toBeUndefined();
  });

  it('concludes nothing if it does not know where it runs itself', () => {
    expect(candidateThatSees(placed()).probe).toBeUndefined();
  });

  it('trace 16: believes no place after an edit of the holder, which keeps acquireTime and annotations', () => {
    expect(newcomer(touched(placed(), 12, { holderIdentity: 'somebody' })).probe).toBeUndefined();
  });

  it('trace 17: believes no place after a take by another library, which keeps annotations, under the same identity', () => {
    expect(newcomer(touched(placed(), 12, { acquireTime: '2030-01-01T00:00:00.000000Z' })).probe).toBeUndefined();
  });

  it('traces 14 and 15: believes no place of a later sight, such as old YAML that is written back', () => {
    const other = lease({ holder: 'another', version: 10, acquireTime: '2030-01-01T00:00:00.000001Z' });
    const back = placed({}, { version: 12 });
    const story = newcomer(other).watchOpens().watchSees(back);
    expect(story.probe).toBeUndefined();
    // Also not if it had seen that very record first.
    const heir = newcomer(placed()).watchOpens().watchSees(touched(other, 11)).watchSees(back).kernelSays('refused');
    expect(heir.asks).toBeUndefined();
    expect(heir.wait(leaseDuration - 1).asks).toBeUndefined();
  });

  it.each<[string, Lease]>([
    ['was renewed', touched(placed(), 11, { renewTime: '2030-01-01T00:00:00.000000Z' })],
    ['has another label, and nobody knows what happened in between', touched(placed(), 11)],
  ])('proves nothing of a record that %s since the first sight', (_, seen) => {
    const story = newcomer(placed()).watchOpens().watchSees(seen).kernelSays('refused');
    expect(story.asks).toBeUndefined();
    const late = newcomer(placed()).kernelSays('refused').fails('conflict').answers(seen);
    expect(late.asks).toBeUndefined();
  });

  it('proves nothing of a record that comes back: an etcd was restored, and who has led meanwhile may not have noticed', () => {
    const story = newcomer(placed()).kernelSays('refused').accepts(11).watchOpens();
    story.wait(10_000).fails('conflict').answers(placed());
    expect(story.isLeader).toBe(false);
    expect(story.asks).toBeUndefined();
    const late = newcomer(placed())
      .watchOpens()
      .watchSees(lease({ version: 11 }))
      .kernelSays('refused');
    expect(late.wait(leaseDuration - 1).asks).toBeUndefined();
  });

  it('takes again if nobody knows whether its take happened, and the record is still the same', () => {
    const story = newcomer(placed()).kernelSays('refused').fails('timeout');
    expect(story.asks).toBe('read');
    expect(story.answers(placed()).asks).toBe('replace');
  });

  it('does not listen to what the kernel says to an earlier start', () => {
    const story = newcomer(placed());
    const { probe } = story;
    story.stop().start().locates().answers(placed());
    story.probe = probe;
    expect(story.kernelSays('refused').asks).toBeUndefined();
  });
});

describe('Rule 17: a take', () => {
  it('says where its process runs, for this claim only', () => {
    const story = new Story().start().locates().answers(released());
    const { holderIdentity: holder, acquireTime } = story.written.spec!;
    expect(writtenPlace(story)).toEqual({ acquireTime, holder, ...here });
  });

  it('says so also if it creates the lease, and if it writes a deleted one again', () => {
    const story = new Story().start().locates().fails('notFound');
    expect(story.asks).toBe('create');
    expect(writtenPlace(story)).toMatchObject(here);
    story.accepts(11).watchOpens().watchSeesDeletion(touched(story.record, 12));
    expect(story.asks).toBe('create');
    const { acquireTime } = story.written.spec!;
    expect(writtenPlace(story)).toMatchObject({ acquireTime, ...here });
  });

  it('keeps what others have in the annotations; renewals and the release leave the place alone', () => {
    const seen = annotated(released(), { theirs: 'kept' });
    const story = new Story().start().locates().answers(seen);
    const { annotations } = story.written.metadata;
    expect(annotations).toMatchObject({ theirs: 'kept' });
    story.accepts(11).watchOpens().wait(10_000);
    expect(story.written.metadata.annotations).toEqual(annotations);
    story.accepts(12).stop();
    expect(story.written.spec?.holderIdentity).toBe('');
    expect(story.written.metadata.annotations).toEqual(annotations);
  });

  it("takes its predecessor's place out if it has none", () => {
    const story = candidateThatSees(annotated(released(), { theirs: 'kept', ...placed().metadata.annotations }));
    expect(story.written.metadata.annotations).toEqual({ theirs: 'kept' });
  });

  it('trace 19: leaves the place out if the annotations have no room for it', () => {
    const full = { theirs: 'x'.repeat(annotationsLimit - 100) };
    const story = new Story().start().locates().answers(annotated(released(), full));
    expect(story.written.metadata.annotations).toEqual(full);
    expect(story.accepts(11).isLeader).toBe(true);
  });

  it.each(['rejected', 'forbidden'] as const)('trace 19: leaves the place out after a take was %s', failure => {
    const story = new Story().start().locates().answers(released());
    story.fails(failure).watchOpens().wake();
    expect(story.asks).toBe('replace');
    expect(writtenPlace(story)).toBeUndefined();
    // That one is refused, too: the place was not the reason.
    story.fails(failure).wake();
    expect(writtenPlace(story)).toMatchObject(here);
  });
});

describe('Rule 17: a lease that is written again after a delete', () => {
  it('does not bring along the place of the claim that was deleted', () => {
    const story = new Story().start().locates().answers(released());
    story.fails('forbidden').watchOpens();
    const seen = annotated(released({ version: 11 }), { theirs: 'kept', ...placed().metadata.annotations });
    story.watchSees(seen).watchSeesDeletion(touched(seen, 12)).wait(leaseDuration);
    expect(story.asks).toBe('create');
    expect(story.written.metadata.annotations).toEqual({ theirs: 'kept' });
  });
});

describe('Rule 17: the socket', () => {
  it('is needed no longer once the lease is released', () => {
    const story = leader().stop();
    expect(story.accepts(12).isNamed).toBe(false);
  });

  it('trace 13: is needed if work is left, and so the lease was not released', () => {
    const story = leader().works().stop().wait(11_000);
    expect(story.news()).toContain('stopped');
    expect(story.isNamed).toBe(true);
  });

  it('is needed if nobody knows whether the release happened', () => {
    const story = leader().stop().wait(3_000);
    expect(story.news()).toContain('stopped');
    expect(story.isNamed).toBe(true);
  });
});
