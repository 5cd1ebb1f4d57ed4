import { type AsyncResource } from 'node:async_hooks';
import { type Channel } from 'node:diagnostics_channel';
import { eventChannel } from '../diagnostics/channels.js';
import { type ElectorEvents } from './elector-events.js';
import { type EventLease, eventTypes, type LeaderEvent, leaderEvent } from './leader-event.js';

export type EventObserver = (event: LeaderEvent) => void;

const channels = Object.fromEntries(eventTypes.map(type => [type, eventChannel(type)])) as Readonly<
  Record<keyof ElectorEvents, Channel>
>;

/** Whether somebody subscribes to the diagnostics channel of such events, whichever elector they are of. */
export function isChannelHeard(type: keyof ElectorEvents): boolean {
  return channels[type].hasSubscribers;
}

/** Tells observers, and subscribers of the diagnostics channels, everything that happens. */
export class EventFeed {
  private readonly observers = new Set<EventObserver>();
  private readonly untold: LeaderEvent[] = [];
  private isTelling = false;

  /**
   * @param ownContext so that observers do not get that of a request in which something happened
   * @param onThrow hears of an observer that throws
   */
  constructor(
    private readonly lease: EventLease,
    private readonly ownContext: Pick<AsyncResource, 'runInAsyncScope'>,
    private readonly onThrow: (error: unknown) => void,
  ) {}

  get isObserved(): boolean {
    return this.observers.size > 0;
  }

  /** @returns a function that ends it */
  observe(observer: EventObserver): () => void {
    this.observers.add(observer);
    return () => void this.observers.delete(observer);
  }

  /**
   * Observers are told after `first` and all that it leads to. Each is told all events in the order in which they happened,
   * even if an observer causes another event.
   */
  tell<E extends keyof ElectorEvents>(type: E, args: ElectorEvents[E], first: () => void): void {
    const event = leaderEvent(type, args, this.lease);
    channels[type].publish(event);
    this.untold.push(event);
    if (this.isTelling) return first();
    this.isTelling = true;
    try {
      first();
      this.ownContext.runInAsyncScope(() => this.tellAll());
    } finally {
      this.isTelling = false;
    }
  }

  private tellAll(): void {
    for (let event = this.untold.shift(); event; event = this.untold.shift()) {
      for (const observer of [...this.observers]) this.attempt(observer, event);
    }
  }

  private attempt(observer: EventObserver, event: LeaderEvent): void {
    // An observer before it may have removed this one.
    if (!this.observers.has(observer)) return;
    try {
      observer(event);
    } catch (error) {
      this.onThrow(error);
    }
  }
}
