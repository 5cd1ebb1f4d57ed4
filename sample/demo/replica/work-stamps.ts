import { Injectable } from '@nestjs/common';
import { type LeaderRun, LeaderService } from 'nestjs-kubernetes-leader';
import { type Spell } from '../messages.js';
import { now } from '../monotonic.js';
import { tell } from './tell.js';

/** While a term is being ended, a longer pause than this between two stamps is taken for a freeze. */
const frozen = 100;

/**
 * Stamps the work of this process, for the demo to judge.
 *
 * A spell begins after the gate has let a call of its term through, and reaches as far as the last stamp that was made
 * *before* the leadership was asked for again and was still there. So it holds no moment in which the leadership was not
 * claimed: a process that is frozen in the middle and wakes up as no leader has worked until it was frozen; one that
 * wakes up and still thinks that it leads has worked all the while, and is caught.
 */
@Injectable()
export class WorkStamps {
  private spell: Spell | undefined;

  constructor(private readonly leader: LeaderService) {}

  /** @returns whether the work may go on: to be asked wherever it resumes */
  mayGoOn(run: LeaderRun): boolean {
    const at = now();
    const token = String(run.fencingToken);
    const last = this.spell?.token === token ? this.spell : { token, from: at, to: at };
    if (!this.leads(run) && !this.finishes(run, at - last.to)) return false;
    this.spell = { ...last, to: at };
    tell({ type: 'worked', ...this.spell });
    return true;
  }

  private leads(run: LeaderRun): boolean {
    return this.leader.term?.fencingToken === run.fencingToken;
  }

  /** After the gate has closed `isLeader` is false; what was let through before may finish until its `signal` aborts. */
  private finishes(run: LeaderRun, pause: number): boolean {
    return run.endingSignal.aborted && !run.signal.aborted && pause < frozen;
  }
}
