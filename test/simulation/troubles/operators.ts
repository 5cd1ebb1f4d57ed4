import { annotationsLimit, bytesOf } from '../../../lib/core/record/annotations.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { requestKey, successorKey } from '../world/hand-over.js';
import { type Scene, seconds, someTime, type Trouble } from './trouble.js';

/** Who has kubectl, and means well or not: requests to hand over, and successors that no release wrote. */
export const handOver: Trouble = {
  name: 'hand-over annotation',
  weight: 2,
  strike(scene) {
    const { world, dice, lease } = scene;
    const key = dice.chance(0.8) ? requestKey : successorKey;
    const text = dice.chance(0.8) ? JSON.stringify(request(scene)) : dice.pick(malformed);
    annotate(scene, key, text);
    world.tally.count(key);
    return `${lease.name}: ${key} ${text}`;
  },
};

/** The request is in the first that a candidate sees of its take: its answer is lost, and so is its watch. */
export const askedAtOnce: Trouble = {
  name: 'asked to hand over as soon as it takes',
  strike(scene) {
    const { world, dice, lease } = scene;
    const { store, streams } = world.network;
    const deafFor = dice.next() * 1000;
    const to = dice.pick([undefined, 'nobody', dice.pick(lease.candidates).identity]);
    lease.onApplied = ({ process, elector }) => {
      const { holderIdentity, acquireTime: of } = store.get(lease.name)?.spec ?? {};
      if (!holderIdentity || elector.isLeader) return;
      lease.onApplied = undefined;
      process.deaf = true;
      world.time.after(deafFor, () => (process.deaf = false));
      world.time.after(0, () => {
        if (!world.isCalm) annotate(scene, requestKey, JSON.stringify({ of, to }));
        streams.cutAll();
      });
    };
    return `${lease.name}: to ${to}`;
  },
};

const malformed = ['', 'null', '7', '[]', '{}', '{"of":7}', '{"to":"pod-1"}', '{"of":"","to":"pod-1"}', '{"of'];

/** Of this term or another one; to somebody, to the leader itself, to nobody. */
function request({ world, dice, lease, victim }: Scene): object {
  const { store } = world.network;
  const present = String(store.get(lease.name)?.spec?.acquireTime);
  const earlier = dice.pick(store.log)?.lease.spec?.acquireTime;
  const of = dice.chance(0.8) ? present : String(earlier);
  const to = dice.pick([undefined, 'nobody', victim.identity, dice.pick(lease.candidates).identity, '', 7]);
  return { of, to };
}

/**
 * A candidate of another library takes a lease that was released, under a name of its own or one of ours, keeps what
 * annotations it has, renews, and releases as client-go does; or it dies.
 */
export const anotherLibrary: Trouble = {
  name: 'another library',
  weight: 2,
  strike(scene) {
    const { world, dice, lease, victim } = scene;
    const { store } = world.network;
    const holder = dice.pick(['client-go', victim.identity]);
    const leadsFor = someTime(scene, 1);
    const releases = dice.chance(0.7);
    let version: string | undefined;
    const write = (duration: number, holderIdentity: string) => {
      const time = new Date(Date.UTC(2026, 6, 1) + world.time.now).toISOString().replace('Z', '042Z');
      const spec = { holderIdentity, leaseDurationSeconds: duration, renewTime: time };
      store.edit(lease.name, present => {
        const acquireTime = holderIdentity === holder && version !== undefined ? present.spec?.acquireTime : time;
        return { ...present, spec: { ...present.spec, ...spec, acquireTime } };
      });
      version = store.get(lease.name)?.metadata.resourceVersion;
    };
    const until = world.time.now + world.timings.leaseDuration;
    const renewUntil = (end: number) => {
      const present = store.get(lease.name);
      if (world.isCalm || version !== present?.metadata.resourceVersion) return;
      if (world.time.now < end) {
        write(world.timings.leaseDuration / 1000, holder);
        world.time.after(world.timings.retryInterval, () => renewUntil(end));
      } else if (releases) write(1, '');
    };
    const take = () => {
      const { now } = world.time;
      const present = store.get(lease.name);
      if (world.isCalm || present === undefined || now > until) return;
      // Before any candidate, which hears of it later.
      if (!isReleased(present)) return store.onNextWrite(lease.name, () => void world.time.after(0, take));
      world.tally.count('taken by another library');
      lease.longestEdit = Math.max(lease.longestEdit, world.timings.leaseDuration);
      write(world.timings.leaseDuration / 1000, holder);
      world.time.after(world.timings.retryInterval, () => renewUntil(now + leadsFor));
    };
    take();
    return `${lease.name}: ${holder}, for ${seconds(leadsFor)}`;
  },
};

function isReleased({ spec }: Lease): boolean {
  return !spec?.holderIdentity && spec?.leaseDurationSeconds === 1;
}

function annotate({ world, lease }: Scene, key: string, text: string): void {
  world.network.store.edit(lease.name, present => {
    const annotations = { ...present.metadata.annotations, [key]: text };
    if (bytesOf(annotations) > annotationsLimit) return present;
    return { ...present, metadata: { ...present.metadata, annotations } };
  });
}
