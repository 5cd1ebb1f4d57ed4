import {
  type LeaseAnswer,
  type LeaseClient,
  type LeaseWatchEvent,
  type LeaseWatchObserver,
} from '../../../lib/core/lease/lease-client.js';
import { type LeaseRequestFailure } from '../../../lib/core/errors/lease-request-failure.js';
import { LeaseRequestError, type LeaseVerb } from '../../../lib/core/lease/lease-request.error.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { type SeededRandom } from '../world/seeded-random.js';
import { type EventQueue } from './event-queue.js';
import { type TickProcess } from './tick-process.js';

/** One lease on a linearizable store, behind a network that may lose requests and answers. */
export class TickApi {
  lease: Lease | undefined;
  down = false;
  /** Probability that a request, or its answer, gets lost. */
  loss = 0;
  /** The longest latency that there was. */
  slowest = 0;
  private current = 3;
  private version = 100;
  private readonly watches = new Set<{ process: TickProcess; observer: LeaseWatchObserver; at: number }>();

  constructor(
    private readonly time: EventQueue,
    private readonly random: SeededRandom,
    private readonly epoch: number,
    private readonly onWrite: (lease: Lease) => void,
  ) {}

  get latency(): number {
    return this.current;
  }

  set latency(latency: number) {
    this.current = latency;
    this.slowest = Math.max(this.slowest, latency);
  }

  clientOf(process: TickProcess): LeaseClient {
    return {
      read: (_lease, { timeout }) => this.request(process, 'get', timeout, () => this.get()),
      create: (lease, { timeout }) => this.request(process, 'create', timeout, () => this.create(lease)),
      replace: (lease, { timeout }) => this.request(process, 'update', timeout, () => this.replace(lease)),
      watch: (_lease, _options, observer) => this.watch(process, observer),
      close: () => {},
    };
  }

  /** As an administrator or another controller. */
  edit(change: (lease: Lease) => void): void {
    if (!this.lease) return;
    const lease = structuredClone(this.lease);
    change(lease);
    this.put(lease);
  }

  /** As an administrator. */
  delete(): void {
    const { lease } = this;
    this.lease = undefined;
    this.version++;
    if (lease) this.publish({ type: 'DELETED', lease: this.stamped(lease) });
  }

  private get(): Lease {
    if (!this.lease) throw failure('notFound', 'get');
    return this.lease;
  }

  private create(lease: Lease): Lease {
    if (this.lease) throw failure('conflict', 'create');
    const creationTimestamp = this.serverTime().toISOString().replace(/\.\d+/, '');
    return this.put({ ...lease, metadata: { ...lease.metadata, uid: `uid-${this.version}`, creationTimestamp } });
  }

  private replace(lease: Lease): Lease {
    const { uid, resourceVersion } = lease.metadata;
    const { metadata } = this.lease ?? {};
    if (metadata?.uid !== uid || metadata?.resourceVersion !== resourceVersion) throw failure('conflict', 'update');
    return this.put(lease);
  }

  private put(lease: Lease): Lease {
    const type = this.lease ? 'MODIFIED' : 'ADDED';
    this.version++;
    this.lease = this.stamped(structuredClone(lease));
    this.onWrite(this.lease);
    this.publish({ type, lease: this.lease });
    return this.lease;
  }

  private stamped(lease: Lease): Lease {
    const managedFields = [{ time: this.serverTime().toISOString().replace(/\.\d+/, '') }];
    return { ...lease, metadata: { ...lease.metadata, resourceVersion: String(this.version), managedFields } };
  }

  private serverTime(): Date {
    return new Date(this.epoch + this.time.now);
  }

  private request(process: TickProcess, verb: LeaseVerb, timeout: number, apply: () => Lease): Promise<LeaseAnswer> {
    return new Promise((resolve, reject) => {
      process.clock.setTimer(() => reject(failure('timeout', verb)), timeout);
      if (this.isLost(process)) return this.maybeFail(process, () => reject(failure('network', verb)));
      this.time.after(this.delay(), () => {
        if (this.down) return;
        let answer: () => void;
        try {
          const lease = apply();
          const serverTime = Math.floor(this.serverTime().getTime() / 1000) * 1000;
          answer = () => resolve({ lease, serverTime });
        } catch (error) {
          answer = () => reject(error instanceof Error ? error : new Error(String(error)));
        }
        if (this.isLost(process)) answer = () => reject(failure('network', verb));
        this.time.after(this.delay(), () => process.deliver(answer));
      });
    });
  }

  private isLost(process: TickProcess): boolean {
    return this.down || process.cutOff || this.random.chance(this.loss);
  }

  /** A request that is lost is told at once, or not at all. */
  private maybeFail(process: TickProcess, fail: () => void): void {
    if (this.random.chance(0.5)) this.time.after(this.delay(), () => process.deliver(fail));
  }

  private watch(process: TickProcess, observer: LeaseWatchObserver): { close(): void } {
    const watch = { process, observer, at: 0 };
    this.time.after(this.delay(), () => {
      if (this.down || process.cutOff) {
        process.deliver(() => observer.onClose(failure('network', 'watch')));
        return;
      }
      this.watches.add(watch);
      process.deliver(() => observer.onOpen());
      if (this.lease) this.send(watch, { type: 'MODIFIED', lease: this.lease });
    });
    return { close: () => this.watches.delete(watch) };
  }

  private publish(event: LeaseWatchEvent): void {
    for (const watch of this.watches) this.send(watch, event);
  }

  private send(
    watch: { process: TickProcess; observer: LeaseWatchObserver; at: number },
    event: LeaseWatchEvent,
  ): void {
    if (this.down || watch.process.cutOff) return;
    watch.at = Math.max(watch.at, this.time.now + this.delay());
    this.time.after(watch.at - this.time.now, () =>
      watch.process.deliver(() => {
        if (this.watches.has(watch)) watch.observer.onEvent(event);
      }),
    );
  }

  private delay(): number {
    return this.random.between(0, this.latency);
  }
}

function failure(code: LeaseRequestFailure, verb: LeaseVerb): LeaseRequestError {
  return new LeaseRequestError(code, `${verb}: ${code}`, { verb });
}
