import { type WorkedSpell } from './spells.js';

/** What was done to a leader. */
export type Fault = 'kill -9' | 'SIGTERM' | 'pause';

/** What was done to a leader, when, and whether it was in the middle of a job. */
export interface Cause {
  readonly fault: Fault;
  readonly at: number;
  readonly wasBusy: boolean;
}

/** From the last work of one leader to the first work of the next. */
export class Handover {
  /** @param cause none where nobody had done anything to the leader */
  constructor(
    readonly from: WorkedSpell,
    readonly to: WorkedSpell,
    readonly cause: Cause | undefined,
  ) {}

  /** How long nobody worked. Both spells may still grow: the leader before may have news under way. */
  get milliseconds(): number {
    return this.to.from - this.from.to;
  }

  /** How long the leader worked on at its job after it was told to end. */
  get drained(): number | undefined {
    const { cause, from } = this;
    return cause?.fault === 'SIGTERM' && cause.wasBusy ? Math.max(0, from.to - cause.at) : undefined;
  }
}
