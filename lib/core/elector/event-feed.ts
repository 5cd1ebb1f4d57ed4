import { type AsyncResource } from 'node:async_hooks';
import { type Channel } from 'node:diagnostics_channel';
import { eventChannel } from '../diagnostics/channels.js';
import { type ElectorEvents } from './elector-events.js';
import { type EventLease, eventTypes, type LeaderEvent, leaderEvent } from './leader-event.js';

export type EventObserver = (event: LeaderEvent) => void;

const channels = Object.fromEntries(eventTypes.map(type => [type, eventChannel(type)])) as Readonly<
  Record<keyof ElectorEvents, Channel>
>;

/** Tells those who want to know of everything: observers, and whoever subscribed to a diagnostics channel. */
export class EventFeed {
  /** Undefined if there was never one. */
  private observers: Set<EventObserver> | undefined;
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

  /** Whether it is worth making such an event. */
  isHeard(type: keyof ElectorEvents): boolean {
    return (this.observers !== undefined && this.observers.size > 0) || channels[type].hasSubscribers;
  }

  /** @returns a function that ends it */
  observe(observer: EventObserver): () => void {
    this.observers = (this.observers ?? new Set<EventObserver>()).add(observer);
    return () => void this.observers?.delete(observer);
  }

  /**
   * Observers are told after what `first` leads to, each of all events in the order in which they happened, also if one of
   * them causes another.
   */
  tell<E extends keyof ElectorEvents>(type: E, args: ElectorEvents[E], first: () => void): void {
    if (!this.isHeard(type)) return first();
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
      for (const observer of [...(this.observers ?? [])]) this.attempt(observer, event);
    }
  }

  private attempt(observer: EventObserver, event: LeaderEvent): void {
    // One that was removed by an observer before it is told no more.
    if (!this.observers?.has(observer)) return;
    try {
      observer(event);
    } catch (error) {
      this.onThrow(error);
    }
  }
}
