import { annotationsLimit, bytesOf } from '../../../lib/core/record/annotations.js';
import { type Lease, type LeaseSpec } from '../../../lib/core/record/lease.js';
import { longestSensibleSeconds } from '../../../lib/core/election/lease-spec.js';
import { type Written } from '../world/lease-store.js';
import { type SimulatedLease } from '../world/simulated-lease.js';
import { type World } from '../world/world.js';
import { type Trouble } from './trouble.js';

export const labels: Trouble = {
  name: 'label edit',
  strike({ world, dice, lease }) {
    world.network.store.edit(lease.name, present => {
      const labels = { touched: String(dice.integer(0, 1000)) };
      return { ...present, metadata: { ...present.metadata, labels } };
    });
    return lease.name;
  },
};

export const holderEdit: Trouble = {
  name: 'holder edit',
  strike({ world, dice, lease, victim }) {
    const holder = dice.pick(['', 'somebody', null, victim.identity]);
    editSpec(world, lease, spec => ({ ...spec, holderIdentity: holder }));
    return `${lease.name}: ${holder === null ? 'none' : `"${holder}"`}`;
  },
};

export const durationEdit: Trouble = {
  name: 'duration edit',
  strike({ world, dice, lease }) {
    if (!haveOneDuration(world)) return undefined;
    const leaseDurationSeconds = dice.pick([1, 2, 15, 45, undefined, null, 0, -20, 1.5, longestSensibleSeconds + 1]);
    editSpec(world, lease, spec => ({ ...spec, leaseDurationSeconds }));
    return `${lease.name}: ${leaseDurationSeconds}`;
  },
};

export const wipe: Trouble = {
  name: 'wiped spec',
  strike({ world, dice, lease }) {
    if (!haveOneDuration(world)) return undefined;
    const spec = dice.pick([undefined, null, {}]);
    // Fields that are taken away are not told of in managedFields.
    world.network.store.edit(lease.name, present => ({ ...present, spec }), false);
    return `${lease.name}: ${JSON.stringify(spec)}`;
  },
};

/** managedFields are cleared, or show the label of long ago first. */
export const managedFields: Trouble = {
  name: 'managedFields edit',
  strike({ world, dice, lease }) {
    const entries = dice.pick([[], [{}], [{ manager: 'old', time: '2020-01-01T00:00:00Z' }]]);
    const change = (present: Lease) => ({ ...present, metadata: { ...present.metadata, managedFields: entries } });
    // Whoever writes an entry by hand gets one, too.
    world.network.store.edit(lease.name, change, entries[0] !== undefined && 'time' in entries[0]);
    return `${lease.name}: ${JSON.stringify(entries)}`;
  },
};

/**
 * `kubectl apply` of what the lease once was. Only where everybody has seen what it is now, and not of a release: a
 * candidate that has missed the latest cannot tell old YAML from no change at all (the docs do not promise it).
 */
export const oldYaml: Trouble = {
  name: 'old YAML',
  strike({ world, dice, lease }) {
    const { store } = world.network;
    const present = store.get(lease.name);
    const version = Number(present?.metadata.resourceVersion);
    if (!present || !lease.candidates.every(({ known }) => known === version)) return undefined;
    const old = dice.pick(store.log);
    if (old.name !== lease.name || isRelease(old.lease)) return undefined;
    const isAsLong = Number(old.lease.spec?.leaseDurationSeconds) >= Number(present.spec?.leaseDurationSeconds);
    if (!isAsLong && !haveOneDuration(world)) return undefined;
    const annotations = { ...present.metadata.annotations, ...old.lease.metadata.annotations };
    if (bytesOf(annotations) > annotationsLimit) return undefined;
    store.edit(lease.name, present => {
      return { ...present, metadata: { ...present.metadata, annotations }, spec: old.lease.spec };
    });
    // Its renewTime is old, too: beside a wrong `Date` there is no witness left for a first sight.
    // And it may name the place of somebody who died long ago, while another one has yet to notice that it leads no more.
    lease.closedUntil = world.time.now + world.timings.renewDeadline / world.rates.slow;
    return `${lease.name}: as of version ${old.version}`;
  },
};

/**
 * Only where every candidate knows that there is a lease: one that knows of none cannot know of its leader either, which
 * rule 11 leaves outside the promise. For the same reason nobody sees the lease for the first time while the old leader
 * may not have noticed.
 */
export const deletion: Trouble = {
  name: 'delete',
  weight: 2,
  strike({ world, lease }) {
    if (!lease.candidates.every(({ hasSeenLease }) => hasSeenLease)) return undefined;
    if (!world.network.store.get(lease.name)) return undefined;
    if (!haveOneDuration(world) && !knowHowLong(world, lease)) return undefined;
    world.network.store.delete(lease.name);
    lease.closedUntil = world.time.now + world.timings.renewDeadline / world.rates.slow;
    return lease.name;
  },
};

/**
 * Where candidates have leases of different lengths, a record's duration is how others know the leader's: a newcomer who
 * finds it taken away waits its own, which may be shorter (the docs do not promise it).
 */
function haveOneDuration({ options }: World): boolean {
  return options.timings.every(({ leaseDuration }) => leaseDuration === options.timings[0].leaseDuration);
}

/** Whether all have been told of the present record's duration, also where the claim is so new that nobody leads by it yet. */
function knowHowLong({ wasRestored, network }: World, { name, candidates }: SimulatedLease): boolean {
  const written = network.store.log.filter(({ name: other }) => other === name);
  let since = written.length - 1;
  while (since > 0 && isAsLong(written[since - 1], written[since])) since--;
  return !wasRestored && candidates.every(({ known }) => known >= written[since].version);
}

function isAsLong(before: Written, { lease }: Written): boolean {
  return before.type !== 'DELETED' && before.lease.spec?.leaseDurationSeconds === lease.spec?.leaseDurationSeconds;
}

function editSpec(world: World, lease: SimulatedLease, change: (spec: LeaseSpec) => LeaseSpec): void {
  world.network.store.edit(lease.name, present => {
    const spec = change(present.spec ?? {});
    // A release that nobody wrote is a forgery, which nobody can survive (the docs do not promise it).
    if (isRelease({ ...present, spec }) && !isRelease(present)) spec.leaseDurationSeconds = 20;
    const seconds = Number(spec.leaseDurationSeconds);
    if (seconds <= longestSensibleSeconds) lease.longestEdit = Math.max(lease.longestEdit, seconds * 1000);
    return { ...present, spec };
  });
}

function isRelease({ spec }: Lease): boolean {
  return !spec?.holderIdentity && spec?.leaseDurationSeconds === 1;
}
