import { type Annotations } from '../../../lib/core/record/annotations.js';

const [ticks, pause, run] = ['ticks', 'pause.ticks', 'run.ticks'].map(name => `${name}.nestjs-kubernetes-leader/job`);

/** A tick was written down as begun. */
export interface WrittenBegin {
  /** While an operator's pause stood in the lease. */
  readonly paused: boolean;
  /** With that write, an operator's request was taken up. */
  readonly requested: boolean;
  /** Somebody was asking the leader itself: then both may be one write. */
  readonly asked: boolean;
}

interface WrittenEntry {
  readonly begun?: string;
  readonly since?: string;
  readonly finished?: string;
  readonly attempt?: number;
  readonly startedAt?: string;
  readonly schedule?: string;
  /** The request that was last taken up. */
  readonly requested?: string;
}

/** What stands in the lease about the job, write by write, read without the library. */
export class LedgerWatch {
  readonly finished = new Set<number>();
  /** When the ledger first named each schedule, the last time that it changed. */
  readonly schedules: { readonly text: string; readonly at: number }[] = [];
  /** Spans in which the job was paused. */
  readonly pauses: { readonly from: number; until: number }[] = [];
  /** Spans in which somebody was asking for a pause: a leader that is asked heeds it before it is written. */
  readonly asked: { readonly from: number; until: number }[] = [];
  /** Calls of `runJob` under way. */
  requesting = 0;
  private readonly begins = new Map<string, WrittenBegin>();
  private readonly writings = new Set<string>();
  private readonly consumed = new Set<string>();
  /** Requests that stood in the lease while one before was taken up: two before the first has begun are one. */
  private readonly replaced = new Set<string>();
  private last: Annotations = {};

  constructor(
    private readonly now: () => number,
    private readonly violate: (what: string) => void,
  ) {}

  get hasEntry(): boolean {
    return ticks in this.last;
  }

  get pauseReason(): string | undefined {
    return this.last[pause];
  }

  get request(): string | undefined {
    return this.last[run];
  }

  get begunRequests(): number {
    return this.consumed.size;
  }

  /** How often anything was written down as begun. */
  get begun(): number {
    return this.writings.size;
  }

  begin(tick: number, attempt: number): WrittenBegin | undefined {
    return this.begins.get(`${tick}/${attempt}`);
  }

  begunWithin(from = -Infinity, until = Infinity): number[] {
    const ticks = [...this.begins.keys()].map(key => Number(key.split('/')[0]));
    return ticks.filter(tick => tick > from && tick <= until);
  }

  wasPausedSince(instant: number): boolean {
    return [...this.pauses, ...this.asked].some(({ until }) => until >= instant);
  }

  onWrite(annotations: Annotations): void {
    const [before, after] = [entryOf(this.last), entryOf(annotations)];
    const paused = annotations[pause] !== undefined;
    const request = this.last[run];
    const isTaken = request !== undefined && annotations[run] === undefined;
    // What was written before, and taken back, is no begin.
    const writing = `${after.begun} ${after.attempt} ${after.startedAt}`;
    const isBegin = after.begun !== undefined && !this.writings.has(writing);
    this.writings.add(writing);
    // A leader that is asked itself may begin it before it is in the lease. Who asked may write it later, not knowing that,
    // and then it is taken out again, be it with a begin that has nothing to do with it.
    const taken = after.requested === before.requested ? undefined : after.requested;
    if (isBegin) this.onBegin(before, after, { paused, requested: taken !== undefined, asked: this.requesting > 0 });
    if (isBegin && taken !== undefined) {
      if (this.consumed.has(taken)) this.violate(`the request ${taken} was taken up twice`);
      this.consumed.add(taken);
      if (request !== undefined) this.replaced.add(request);
    }
    if (isTaken && !this.consumed.has(request) && !this.replaced.has(request))
      this.violate(`the request ${request} was dropped`);
    // Taken back with its begin.
    const asked = annotations[run] as string | undefined;
    if (asked !== undefined && asked !== after.requested) this.consumed.delete(asked);
    if (after.finished !== undefined) this.finished.add(Date.parse(after.finished));
    if (after.schedule !== undefined && after.schedule !== this.schedules.at(-1)?.text) {
      this.schedules.push({ text: after.schedule, at: this.now() });
    }
    const open = this.pauses.at(-1);
    if (paused && open?.until !== Infinity) this.pauses.push({ from: this.now(), until: Infinity });
    if (!paused && open?.until === Infinity) open.until = this.now();
    this.last = { ...annotations };
  }

  private onBegin(before: WrittenEntry, { begun = '', attempt = 1 }: WrittenEntry, write: WrittenBegin): void {
    const tick = Date.parse(begun);
    // What is begun again was taken back, and that not yet written: whether it is run twice, its starts tell.
    const earlier = [before.begun === begun ? undefined : before.begun, before.since];
    const over = Math.max(...earlier.map(text => (text === undefined ? -Infinity : Date.parse(text))));
    if (attempt === 1 && tick <= over)
      this.violate(`${begun} was begun after ${new Date(over).toISOString()} was over`);
    this.begins.set(`${tick}/${attempt}`, write);
  }
}

function entryOf(annotations: Annotations): WrittenEntry {
  return ticks in annotations ? (JSON.parse(annotations[ticks]) as WrittenEntry) : {};
}

/** As an operator's `kubectl annotate` writes them. */
export const byHand = { pause, run } as const;
