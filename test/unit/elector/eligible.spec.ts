import { describe, expect, it } from '@jest/globals';
import { handOverAnnotation, successorAnnotation } from '../../../lib/core/record/hand-over.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { CandidateElector } from '../../../lib/core/elector/candidate-elector.js';
import { following, leading, lease, nextTurn, options, scene } from './started-elector.js';
import { RecordingLogger } from '../../support/recording-logger.js';

function released(version: number): Lease {
  return lease({ holderIdentity: '', leaseDurationSeconds: 1 }, version);
}

describe('The option `eligible`', () => {
  it('is asked before each take and each renewal, and by reconsider()', async () => {
    let asked = 0;
    const { elector, clock, client } = await leading({ eligible: () => ++asked > 0 });
    expect(asked).toBe(1);
    await clock.advance(10_000);
    expect([asked, client.pending]).toEqual([2, 'update']);
    elector.reconsider();
    expect(asked).toBe(3);
    void elector.stop();
  });

  it('ends the term of a leader with the code `ineligible`, and closes the gate before reconsider() returns', async () => {
    let eligible = true;
    const { elector, client, term, logger } = await leading({ eligible: () => eligible });
    eligible = false;
    elector.reconsider();
    expect([elector.isLeader, elector.term]).toEqual([false, undefined]);
    expect(term.signal.reason).toMatchObject({ code: 'ineligible' });
    expect(client.written.spec?.holderIdentity).toBe('');
    await nextTurn();
    expect(logger.of('warn')).toEqual([]);
    expect(logger.of('log')).toContain('log Lease "billing": giving up leadership (ineligible).');
    expect(logger.of('log')).toContain(
      'log Lease "billing": this process no longer leads: it is not eligible any more.',
    );
  });

  it.each<[string, () => boolean, string]>([
    [
      'that throws',
      () => {
        throw new Error('no database');
      },
      'no database',
    ],
    [
      'that answers later',
      () => Promise.reject(new Error('later')) as never,
      'Expected `eligible` to return true or false at once, got a promise.',
    ],
    [
      'that answers nothing',
      () => undefined as never,
      'Expected `eligible` to return true or false at once, got undefined.',
    ],
  ])('%s changes nothing, which is said when it begins and when it ends', async (_, fails, message) => {
    let eligible = fails;
    const { elector, clock, client, logger } = await leading({ eligible: () => eligible() });
    await clock.advance(10_000);
    client.accept(12);
    await nextTurn();
    expect(elector.isLeader).toBe(true);
    expect(logger.of('warn')).toEqual([
      `warn Lease "billing": \`eligible\` threw, so this process still counts as eligible: ${message}`,
    ]);
    eligible = () => true;
    await clock.advance(10_000);
    expect(logger.of('log')).toContain('log Lease "billing": `eligible` answers again.');
    void elector.stop();
  });

  it('that throws after it said no still says no', async () => {
    let fails = false;
    const eligible = () => {
      if (fails) throw new Error('gone');
      return false;
    };
    const { client, clock, elector } = await following({ eligible });
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: released(11) });
    fails = true;
    await clock.advance(5_000);
    expect(client.pending).toBeUndefined();
    void elector.stop();
  });

  it('may ask the elector itself, and step down in it', async () => {
    const answers: boolean[] = [];
    const begun = scene({
      eligible: () => {
        answers.push(begun.elector.isLeader);
        if (answers.length === 2) void begun.elector.stepDown();
        return true;
      },
    });
    const { elector, client, clock } = begun;
    await elector.start();
    client.answer(released(10));
    await nextTurn();
    client.accept(11);
    await nextTurn();
    await clock.advance(10_000);
    expect(answers).toEqual([false, true]);
    expect([elector.isLeader, client.written.spec?.holderIdentity]).toEqual([false, '']);
    void elector.stop();
  });

  it('is not asked of an elector that does not run', () => {
    let asked = 0;
    const { elector } = scene({ eligible: () => ++asked > 0 });
    elector.reconsider();
    expect(asked).toBe(0);
  });

  it('`false` leads nowhere, also outside Kubernetes, and warns if nobody else does', async () => {
    const { elector, client, clock, logger } = await following({ eligible: false });
    elector.reconsider();
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: released(11) });
    await clock.advance(10_000);
    expect([elector.isLeader, elector.holder, client.pending]).toEqual([false, undefined, undefined]);
    expect(elector.enter('job')).toBeUndefined();
    expect(logger.of('warn')).toEqual([
      'warn Lease "billing": nobody leads. This process is an observer (`eligible: false`), and no other replica has taken the lease.',
    ]);
    await elector.stop();
    const alone = new CandidateElector({
      ...options,
      connection: 'none',
      eligible: false,
      logger: new RecordingLogger(),
    });
    await alone.start();
    expect(alone.isLeader).toBe(false);
    await alone.stop();
  });
});

describe('stepDown({ to })', () => {
  it('names the next leader in the release, and stays out for two retryIntervals', async () => {
    const { elector, client, clock, logger } = await leading();
    const done = elector.stepDown({ to: 'billing-2' });
    const { acquireTime } = client.written.spec!;
    expect(client.written.metadata.annotations).toEqual({
      [successorAnnotation]: JSON.stringify({ of: acquireTime, to: 'billing-2' }),
    });
    client.accept(12);
    await done;
    expect(logger.of('log')).toContain('log Lease "billing": giving up leadership (stepDown, to "billing-2").');
    await clock.advance(3_999);
    expect(client.pending).toBeUndefined();
    await clock.advance(1);
    expect(client.pending).toBe('update');
    void elector.stop();
  });

  it.each([['me'], [''], [7 as never]])('is refused for %p, and leads on', async to => {
    const { elector } = await leading();
    await expect(elector.stepDown({ to })).rejects.toMatchObject({
      code: 'invalidOptions',
      message: expect.stringContaining('Expected `to` to be the identity of another replica'),
    });
    expect(elector.isLeader).toBe(true);
    void elector.stop();
  });
});

describe('A request to hand over', () => {
  it('ends the term, and the log says who asked for what', async () => {
    const { elector, client, logger } = await leading();
    const record = client.requests.at(-1)!.lease!;
    const { acquireTime: of } = record.spec!;
    const annotations = { [handOverAnnotation]: JSON.stringify({ of, to: 'billing-2' }) };
    const asking = { ...record, metadata: { ...record.metadata, resourceVersion: '12', annotations } };
    client.watching.observer.onEvent({ type: 'MODIFIED', lease: asking });
    expect(elector.isLeader).toBe(false);
    await nextTurn();
    expect(logger.of('log')).toContain(
      'log Lease "billing": giving up leadership (stepDown, as the annotation nestjs-kubernetes-leader/hand-over asks, to "billing-2").',
    );
    void elector.stop();
  });
});
