import { type Observable, type Subscriber } from 'rxjs';
import { type ElectorPort } from '../../core/elector/elector-port.js';
import { type LeaderEvent } from '../../core/elector/leader-event.js';
import { HarmlessObservable } from './harmless-observable.js';

/** The events of a lease as a stream, until its elector has stopped for good. */
export class LeaderEvents {
  readonly stream: Observable<LeaderEvent>;
  private readonly subscribers = new Set<Subscriber<LeaderEvent>>();
  private isComplete = false;

  constructor(elector: Pick<ElectorPort, 'observe' | 'options' | 'leaseName'>) {
    const onError = (error: unknown) =>
      elector.options.logger.error(`Lease "${elector.leaseName}": a subscriber of events$ threw.`, error);
    this.stream = new HarmlessObservable<LeaderEvent>(subscriber => {
      if (this.isComplete) return subscriber.complete();
      const stop = elector.observe(event => subscriber.next(event));
      this.subscribers.add(subscriber);
      return () => {
        stop();
        this.subscribers.delete(subscriber);
      };
    }, onError);
  }

  complete(): void {
    this.isComplete = true;
    for (const subscriber of [...this.subscribers]) subscriber.complete();
  }
}
