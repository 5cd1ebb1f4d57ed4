import { type AsyncResource } from 'node:async_hooks';
import { type Action } from '../election/action.js';
import { type ElectionConfig } from '../election/election-config.js';
import { type LastRelease, lastReleaseIn } from '../election/last-release.js';
import { createdAtIn, holderIn, isLeaderKnown, isLeading, isOverdue, step } from '../election/election.js';
import { type Input } from '../election/input.js';
import { annotationsIn } from '../election/annotating.js';
import { type ElectionState, initialState, type Term } from '../election/state.js';
import { heldTerm } from '../election/terms.js';
import { type LeaseClient } from '../lease/lease-client.js';
import { type Clock, type Timer } from '../clock/clock.js';
import { type Annotations } from '../record/annotations.js';
import { type Lease } from '../record/lease.js';
import { LeaseLink } from './lease-link.js';
import { type LinkObserver } from './link-observer.js';

/** What an election decides, apart from requests and watches, in order; none of these may throw. */
export interface DriverObserver {
  /** Whether work that a term let through is still running. */
  isWorking(): boolean;
  /** Whether this process is eligible, as its user says now. */
  isEligible(): boolean;
  decided(action: Decision): void;
  /** The election is told of the time that many milliseconds later than it asked to be. */
  late(milliseconds: number): void;
  /**
   * Something happened, and all that it led to has been carried out.
   * @param hasRequested whether requests are among it, which are on their way only when this turn of the event loop ends
   */
  stepped(hasRequested: boolean): void;
}

export type Decision = Exclude<Action, { type: 'request' | 'openWatch' | 'closeWatch' | 'askEligible' }>;

/** Runs an election: tells it the time, carries out its actions, wakes it. Owns its state and its one timer. */
export class ElectionDriver {
  private state: ElectionState;
  private readonly link: LeaseLink | undefined;
  private readonly queue: Action[] = [];
  private executing = false;
  /** For good. */
  isHalted = false;
  private timer: { readonly at: number; readonly handle: Timer } | undefined;

  constructor(
    config: ElectionConfig,
    client: LeaseClient | undefined,
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly observer: DriverObserver,
    requests: LinkObserver,
    /** Whoever asks whether it leads may be a request: what follows from the answer is no part of that. */
    private readonly ownContext: Pick<AsyncResource, 'runInAsyncScope'>,
    /** Called when a watch is open: this candidate is at rest then, and nobody waits. */
    private readonly warmUp: (config: ElectionConfig) => void = () => {},
  ) {
    this.state = initialState(config);
    if (client) {
      const lease = { namespace: config.namespace, name: config.leaseName };
      this.link = new LeaseLink(client, lease, clock, this, requests);
    }
  }

  /**
   * Asked anew each time; once it was false, the term is over (rule 3). So is one that was ending gracefully: the work
   * that it still let finish hears of it now, not when the monotonic clock of a machine that slept has caught up.
   */
  get isLeading(): boolean {
    const { name } = this.state.mode;
    if ((name !== 'leader' && name !== 'ending') || this.isHalted) return false;
    const now = this.instant();
    if (isLeading(this.state, now)) return true;
    if (isOverdue(this.state, now)) this.ownContext.runInAsyncScope(() => this.receive({ type: 'tick' }));
    return false;
  }

  /** Whether the last step left it leading, whatever the time is now. */
  get hasTerm(): boolean {
    return this.state.mode.name === 'leader';
  }

  get isStopped(): boolean {
    return this.state.mode.name === 'stopped' || this.isHalted;
  }

  get holder(): string | undefined {
    return holderIn(this.state);
  }

  /** As last seen; another object each time that it has changed. */
  get lease(): Lease | undefined {
    return this.state.observed.kind === 'present' ? this.state.observed.lease : undefined;
  }

  /** The term whose lease is being renewed, also while it is ending. */
  get heldTerm(): Term | undefined {
    return heldTerm(this.state);
  }

  /** Ours in the lease, as last seen, with the changes under way. */
  get annotations(): Annotations {
    return annotationsIn(this.state);
  }

  /** When the lease was made, by the API server's clock. */
  get leaseCreatedAt(): number | undefined {
    return createdAtIn(this.state);
  }

  get isLeaderKnown(): boolean {
    return isLeaderKnown(this.state, this.instant());
  }

  /** Nothing happens any more, for good: the process ends (rule 16). */
  halt(): LastRelease | undefined {
    this.isHalted = true;
    this.wakeAt(Infinity);
    return lastReleaseIn(this.state);
  }

  /** Steps at once, also from within what a step led to; the actions are carried out in order, after those. */
  receive(input: Input): void {
    if (this.isHalted) return;
    const mono = this.clock.monotonic();
    if (this.timer) this.noteLateness(mono - this.timer.at);
    const next = step(this.state, input, {
      mono,
      wall: this.clock.wall(),
      working: this.observer.isWorking(),
      random: this.random,
    });
    this.state = next.state;
    this.queue.push(...next.actions);
    this.wakeAt(next.wakeAt);
    this.execute();
    if (input.type === 'watchOpened') this.warmUp(next.state.config);
  }

  private execute(): void {
    if (this.executing) return;
    this.executing = true;
    let hasRequested = false;
    for (let action = this.queue.shift(); action && !this.isHalted; action = this.queue.shift()) {
      if (action.type === 'request') {
        hasRequested = true;
        this.link?.request(action);
      } else if (action.type === 'openWatch') this.link?.openWatch(action.id, action);
      else if (action.type === 'closeWatch') this.link?.closeWatch(action.id);
      else if (action.type === 'askEligible') this.receive({ type: 'eligible', eligible: this.observer.isEligible() });
      else this.observer.decided(action);
    }
    this.queue.length = 0; // V8 gives the space back
    this.executing = false;
    this.observer.stepped(hasRequested);
  }

  private wakeAt(at: number): void {
    if (this.timer?.at === at) return;
    this.timer?.handle.cancel();
    this.timer = undefined;
    if (at === Infinity) return;
    const wake = () => {
      this.timer = undefined;
      this.noteLateness(this.clock.monotonic() - at);
      this.receive({ type: 'tick' });
    };
    this.timer = { at, handle: this.clock.setTimer(wake, at - this.clock.monotonic()) };
  }

  private noteLateness(late: number): void {
    if (late > 0) this.observer.late(late);
  }

  private instant(): { mono: number; wall: number } {
    return { mono: this.clock.monotonic(), wall: this.clock.wall() };
  }
}
