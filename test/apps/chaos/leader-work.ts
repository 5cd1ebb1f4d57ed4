import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { setTimeout as delay } from 'node:timers/promises';
import {
  LeaderService,
  type LeadershipLostError,
  type LeadershipTerm,
  OnLeaderChanged,
  OnLeadershipAcquired,
  OnLeadershipLost,
} from 'nestjs-kubernetes-leader';
import { FencedResource } from './fenced-resource.js';
import { Journal } from './journal.js';
import { type ReplicaMessage, type ReplicaSettings } from './settings.js';

/** What the leader does all the time, and writes down. */
@Injectable()
export class LeaderWork {
  private readonly journal: Journal;
  private readonly resource: FencedResource;

  constructor(
    settings: ReplicaSettings,
    private readonly leader: LeaderService,
  ) {
    this.journal = new Journal(settings.journal);
    this.resource = new FencedResource(settings, this.journal);
  }

  @Interval(2)
  stamp(): void {
    const before = now();
    const { term, isLeader } = this.leader;
    const after = now();
    // In this order: a term that is over by the second question is the answer no, not a yes of nobody's.
    if (term && isLeader) this.journal.write({ type: 'yes', before, after, token: String(term.fencingToken) });
  }

  @OnLeadershipAcquired()
  async work(term: LeadershipTerm): Promise<void> {
    this.journal.write({ type: 'acquired', at: now(), token: String(term.fencingToken) });
    while (!term.endingSignal.aborted && this.leader.isLeader) {
      const accepted = await this.resource.write(term.fencingToken);
      if (accepted && this.leader.isLeader) tell({ type: 'worked', at: now() });
      await delay(5);
    }
  }

  @OnLeaderChanged()
  sees(holder: string | undefined): void {
    if (holder !== undefined) tell({ type: 'sees' });
  }

  @OnLeadershipLost()
  lost(term: LeadershipTerm, { code }: LeadershipLostError): void {
    this.journal.write({ type: 'lost', at: now(), token: String(term.fencingToken), code });
  }
}

export function tell(message: ReplicaMessage): void {
  process.send?.(message, undefined, {}, () => {}); // where the run has gone, `disconnect` ends this process
}

function now(): string {
  return String(process.hrtime.bigint());
}
