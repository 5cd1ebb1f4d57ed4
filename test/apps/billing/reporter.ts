import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  LeaderService,
  type LeadershipLostError,
  type LeadershipTerm,
  OnLeaderChanged,
  OnLeadershipAcquired,
  OnLeadershipLost,
} from 'nestjs-kubernetes-leader';
import { inspect } from 'node:util';
import { tell } from './tell.js';

/** Tells all that this package tells the app. */
@Injectable()
export class Reporter implements OnModuleInit {
  constructor(private readonly leader: LeaderService) {}

  onModuleInit(): void {
    this.leader.on('requestFailed', error => {
      const everything = inspect(error, { depth: 10, showHidden: true });
      tell({ type: 'requestFailed', verb: error.verb, code: error.code, everything });
    });
  }

  @OnLeadershipAcquired()
  acquired({ fencingToken, endingSignal }: LeadershipTerm): void {
    tell({ type: 'acquired', token: String(fencingToken), namespace: this.leader.namespace });
    endingSignal.addEventListener('abort', () => tell({ type: 'ending' }), { once: true });
  }

  @OnLeadershipLost()
  lost(_term: LeadershipTerm, reason: LeadershipLostError): void {
    tell({ type: 'lost', code: reason.code });
  }

  @OnLeaderChanged()
  changed(holder: string | undefined): void {
    tell({ type: 'leaderChanged', holder });
  }
}
