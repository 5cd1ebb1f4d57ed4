import { type LeadershipLostCode } from '../../../lib/core/errors/leadership-lost.error.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { type Candidate } from './candidate.js';
import { asksToHandOver, isNamed, nextIn, requestKey, successorKey } from './hand-over.js';
import { type World } from './world.js';

/** Of rule 18: who may lead, and who should. When others may take at all is judged by `Rights`. */
export class OrderReferee {
  constructor(private readonly world: World) {}

  /** A claim leaves. */
  claims(candidate: Candidate, isTake: boolean): void {
    const { isAsked, askedAt, lastAnswer, process, elector, name } = candidate;
    // An ending renews for the work that it waits for.
    if (!isAsked || (!isTake && !elector.isLeader)) return;
    const what = isTake ? 'takes the lease' : 'renews the lease';
    if (askedAt !== process.monotonic) this.world.violate(`${name} ${what} and has not asked whether it is eligible`);
    if (!lastAnswer) this.world.violate(`${name} ${what} and is not eligible`);
  }

  /** A write of a candidate's has happened. */
  applied(candidate: Candidate, lease: Lease, isTake: boolean): void {
    const isRelease = lease.spec?.holderIdentity === '';
    if ((isTake || isRelease) && isNamed(lease, requestKey)) {
      this.world.violate(`${candidate.name} leaves a request to hand over that is of the past`);
    }
    if (isTake && isNamed(lease, successorKey)) {
      this.world.violate(`${candidate.name} takes the lease and leaves a successor in it`);
    }
    if (isRelease && isNamed(lease, successorKey) && nextIn(lease) === undefined) {
      this.world.violate(`${candidate.name} releases the lease and leaves a successor in it that is of another term`);
    }
  }

  acquired(candidate: Candidate): void {
    candidate.steppedDown = candidate.saidNo = false;
    if (candidate.isAsked && !candidate.lastAnswer) this.world.violate(`${candidate.name} leads and is not eligible`);
  }

  lost(candidate: Candidate, code: LeadershipLostCode): void {
    const { retryInterval } = candidate.timings;
    if (code === 'ineligible') {
      if (!candidate.saidNo) this.world.violate(`${candidate.name} gave up as ineligible, and is eligible`);
      candidate.mustStayOut(retryInterval);
    }
    if (code !== 'stepDown' || candidate.steppedDown) return;
    this.world.tally.count('handed over as asked');
    if (!this.wasAsked(candidate)) this.world.violate(`${candidate.name} handed over, and nobody has asked it to`);
    candidate.mustStayOut(2 * retryInterval);
  }

  private wasAsked({ lease, termNonce, identity }: Candidate): boolean {
    return this.world.network.store.log.some(
      written => written.name === lease.name && asksToHandOver(written.lease, String(termNonce), identity),
    );
  }
}
