import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Elector } from '../../../lib/core/index.js';
import { ManualClock } from '../../../lib/testing/index.js';
import { EarliestTake } from './earliest-take.js';
import { type Telling, ToldClient } from './told-client.js';

const year2030 = Date.UTC(2030, 0, 1);
const second = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
const sometimes = <T>(usual: fc.Arbitrary<T>, weight = 8) =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: fc.jsonValue() });

const time = fc.integer({ min: -100, max: 0 }).map(seconds => second(year2030 + seconds * 1000));
const spec = fc.record(
  {
    holderIdentity: sometimes(fc.constantFrom('', 'one', 'two', 'three'), 4),
    leaseDurationSeconds: sometimes(fc.constantFrom(1, 15, 20, 60), 4),
    acquireTime: sometimes(fc.constantFrom('2030-01-01T00:00:00.000001Z', '2030-01-01T00:00:00.000002Z')),
    renewTime: sometimes(
      fc.constantFrom('2029-12-31T23:59:45.000001Z', '2030-01-01T00:00:00.000002Z', '2026-05-01T10:00:00.000000Z'),
    ),
    leaseTransitions: sometimes(fc.integer()),
  },
  { requiredKeys: [] },
);
const lease = fc.record({
  kind: fc.constant('Lease'),
  metadata: sometimes(
    fc.record({
      name: fc.constant('billing'),
      uid: sometimes(fc.constantFrom('first', 'first', 'second'), 30),
      resourceVersion: sometimes(fc.integer({ min: 1, max: 30 }).map(String), 30),
      managedFields: sometimes(fc.array(fc.record({ time: sometimes(time, 20) }), { maxLength: 2 })),
    }),
    30,
  ),
  spec: sometimes(spec),
});
const json = sometimes(lease, 20);
const telling: fc.Arbitrary<Telling> = fc.record({
  json,
  isAbsent: fc.integer({ min: 0, max: 9 }).map(n => n === 0),
  serverTime: fc.option(
    fc.integer({ min: -10, max: 10 }).map(n => year2030 + n * 1000),
    { nil: undefined },
  ),
});
const type = fc.constantFrom('ADDED', 'MODIFIED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR', 'NONSENSE');
const line = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type, object: json }).map(event => JSON.stringify(event)) },
  { weight: 1, arbitrary: fc.string() },
);
/** What comes over the watch, and how long after the one before. */
const events = fc.array(fc.tuple(fc.constantFrom(0, 10, 1_500, 8_000, 19_900, 20_100, 61_000), line), {
  maxLength: 12,
});

interface Outcome {
  writes: number;
  early: string[];
  led: boolean;
}

async function follow(tellings: Telling[], told: [number, string][], random: () => number): Promise<Outcome> {
  const clock = new ManualClock({ monotonic: 1_000, wall: year2030 });
  const model = new EarliestTake({ ownDuration: 20_000, margin: 2_000 });
  const outcome: Outcome = { writes: 0, early: [], led: false };
  const client = new ToldClient(tellings, {
    read: answer => model.read(answer?.lease, answer?.serverTime, clock.monotonic(), clock.wall()),
    watched: (seen, isDeleted) => model.watched(seen, isDeleted, clock.monotonic()),
    wrote: written => {
      outcome.writes++;
      if (clock.monotonic() < model.at) {
        outcome.early.push(`at ${clock.monotonic()}, not before ${model.at}: ${JSON.stringify(written)}`);
      }
      model.triedToCreate();
    },
  });
  const elector = new Elector(
    {
      leaseName: 'billing',
      namespace: 'default',
      identity: 'one',
      autoClose: false,
      logger: false,
      connection: 'none',
    },
    { client, clock, random },
  );
  elector.on('acquired', () => (outcome.led = true));
  await elector.start();
  await clock.advance(0);
  for (const [wait, text] of told) {
    await clock.advance(wait);
    client.tell(text);
    outcome.led ||= elector.isLeader;
  }
  await clock.advance(70_000);
  const stopped = elector.stop();
  await clock.advance(60_000);
  await stopped;
  expect(clock.pendingTimers).toBe(0);
  return outcome;
}

describe('Whatever a server tells of the lease, in answers and in a watch,', () => {
  it('a follower writes no earlier than anybody may, and without a write that succeeded never leads', async () => {
    let writes = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(telling, { minLength: 1, maxLength: 6 }),
        events,
        // The same each time: with 0, whoever is refused every write would never have to wait for its turn.
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        async (tellings, told, random) => {
          const outcome = await follow(tellings, told, () => random);
          writes += outcome.writes;
          expect(outcome.early).toEqual([]);
          expect(outcome.led).toBe(false);
        },
      ),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 200) },
    );
    expect(writes).toBeGreaterThan(50);
  }, 600_000);
});
