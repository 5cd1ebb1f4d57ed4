import { type WorkedSpell } from './spells.js';

/** What was done to a leader. */
export type Fault = 'kill -9' | 'SIGTERM' | 'pause';

/** From the last work of one leader to the first work of the next. */
export class Handover {
  /** @param cause none where nobody had done anything to the leader */
  constructor(
    readonly from: WorkedSpell,
    readonly to: WorkedSpell,
    readonly cause: { readonly fault: Fault; readonly at: number } | undefined,
  ) {}

  /** How long nobody worked. Both spells may still grow: the leader before may have news under way. */
  get milliseconds(): number {
    return this.to.from - this.from.to;
  }

  /** How long the leader worked on after it was told to end. */
  get drained(): number | undefined {
    return this.cause?.fault === 'SIGTERM' ? Math.max(0, this.from.to - this.cause.at) : undefined;
  }
}
