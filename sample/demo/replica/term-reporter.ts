import { Injectable } from '@nestjs/common';
import {
  type LeadershipLostError,
  type LeadershipTerm,
  OnLeadershipAcquired,
  OnLeadershipLost,
} from 'nestjs-kubernetes-leader';
import { tell } from './tell.js';

/** Tells the demo where a term begins and ends. */
@Injectable()
export class TermReporter {
  @OnLeadershipAcquired()
  acquired({ fencingToken, endingSignal }: LeadershipTerm): void {
    tell({ type: 'acquired', token: String(fencingToken) });
    endingSignal.addEventListener('abort', () => tell({ type: 'ending' }), { once: true });
  }

  @OnLeadershipLost()
  lost(_term: LeadershipTerm, reason: LeadershipLostError): void {
    tell({ type: 'lost', code: reason.code });
  }
}
