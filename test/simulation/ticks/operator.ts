import { byHand, type LedgerWatch } from './ledger-watch.js';
import { type Replica } from './tick-world.js';
import { type TickApi } from './tick-api.js';

/** Milliseconds after which a request that failed has no effect any more. */
const afterEffect = 10_000;

/** Somebody who pauses, resumes and runs the job, through any replica or by hand, one thing after the other. */
export class Operator {
  /** Calls of `runJob`, and annotations by hand. */
  requests = 0;
  private readonly reasons = new Set<string | undefined>([undefined]);
  /** What the lease says since the last act that succeeded; nothing is certain while one is under way, and after a failure. */
  private certain: { readonly reason: string | undefined } | undefined = { reason: undefined };
  private underWay = 0;
  private acts = 0;

  constructor(
    private readonly api: TickApi,
    private readonly ledger: LedgerWatch,
    private readonly now: () => number,
    private readonly after: (delay: number, run: () => void) => void,
    private readonly violate: (what: string) => void,
  ) {}

  pause(replica: Replica): void {
    const reason = `reason ${++this.acts}`;
    this.reasons.add(reason);
    this.act(replica, reason, () => replica.ticks.pause('job', reason));
  }

  resume(replica: Replica): void {
    this.act(replica, undefined, () => replica.ticks.resume('job'));
  }

  runNow({ ticks, process }: Replica): void {
    this.requests++;
    process.deliver(() => {
      const { begun } = this.ledger;
      this.ledger.requesting++;
      ticks
        .requestRun('job')
        .then(
          () => {
            if (this.ledger.request === undefined && this.ledger.begun === begun)
              this.violate('runJob() resolved, and nobody was asked');
          },
          () => {},
        )
        .finally(() => this.ledger.requesting--);
    });
  }

  /** As by `kubectl annotate`. */
  annotate(what: 'pause' | 'resume' | 'run'): void {
    if (this.api.lease === undefined) return;
    const reason = what === 'pause' ? `by hand ${++this.acts}` : undefined;
    if (what === 'run') this.requests++;
    else {
      this.reasons.add(reason);
      this.certain = this.underWay === 0 ? { reason } : undefined;
    }
    this.api.edit(({ metadata }) => {
      const annotations: Record<string, string> = { ...metadata.annotations };
      if (what === 'run') annotations[byHand.run] = new Date(this.now() + 1).toISOString();
      else if (reason !== undefined) annotations[byHand.pause] = reason;
      else delete annotations[byHand.pause];
      metadata.annotations = annotations;
    });
  }

  /** The lease was written. */
  onWrite(): void {
    const { pauseReason } = this.ledger;
    if (!this.reasons.has(pauseReason)) this.violate(`the job is paused for a reason that nobody gave: ${pauseReason}`);
    if (this.certain !== undefined && this.certain.reason !== pauseReason)
      this.violate(`the job is ${pauseReason ?? 'resumed'}, which nobody wanted`);
  }

  private act({ process }: Replica, reason: string | undefined, call: () => Promise<void>): void {
    process.deliver(() => {
      this.certain = undefined;
      this.underWay++;
      const asked = { from: this.now(), until: reason === undefined ? -Infinity : Infinity };
      this.ledger.asked.push(asked);
      const settle = () => {
        this.underWay--;
        asked.until = this.now();
      };
      call().then(
        () => {
          settle();
          // Another act may have come after it was done, and before its answer.
          if (this.underWay === 0 && this.ledger.pauseReason === reason) this.certain = { reason };
        },
        () => this.after(afterEffect, settle),
      );
    });
  }
}
