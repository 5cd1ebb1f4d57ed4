import { type Clock } from '../clock/clock.js';
import { roundedDuration } from '../clock/rounded-duration.js';
import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { type LeaseVerb } from '../lease/lease-request.error.js';

/** Milliseconds. Less is not worth a word: a garbage collection, the clock's own steps. */
const noteworthy = 500;

/** What has kept a lease from being renewed since it last was: the API server, this process, or its machine. */
export class TermTrouble {
  /** Requests under way, by id: when they were sent. Undefined if there are none, which is most of the time. */
  private open: Map<number, number> | undefined;
  private failures = 0;
  private lastFailure: LeaseRequestFailure | undefined;
  /** Milliseconds, of the requests that have come to their end. */
  private slowest = 0;
  private stoodStill = 0;
  /** Of the wall clock from the monotonic one, in milliseconds. */
  private gap = 0;

  constructor(private readonly clock: Clock) {}

  /** Forgets what was before: the lease is renewed, or taken. */
  renewed(): void {
    this.failures = this.slowest = this.stoodStill = 0;
    this.lastFailure = undefined;
    this.gap = this.clock.wall() - this.clock.monotonic();
  }

  sent(id: number): void {
    this.open = (this.open ?? new Map<number, number>()).set(id, this.clock.monotonic());
  }

  /** @returns milliseconds that it took */
  settled(id: number, verb: LeaseVerb, failure: LeaseRequestFailure | undefined): number {
    const now = this.clock.monotonic();
    const took = now - (this.open?.get(id) ?? now);
    this.open?.delete(id);
    if (this.open?.size === 0) this.open = undefined;
    this.slowest = Math.max(this.slowest, took);
    if (failure !== undefined && !(failure === 'notFound' && verb === 'get')) {
      this.failures++;
      this.lastFailure = failure;
    }
    return took;
  }

  /** A timer came late by that many milliseconds: nothing ran meanwhile. */
  late(milliseconds: number): void {
    this.stoodStill = Math.max(this.stoodStill, milliseconds);
  }

  /** Milliseconds, at the longest, since the lease was last renewed. */
  get standstill(): number {
    return this.stoodStill;
  }

  /** Whose fault it is, as far as this process can know. */
  explain(): string {
    const causes = [this.ofMachine(), this.ofProcess(), this.ofServer()].filter(cause => cause !== undefined);
    return causes.length > 0 ? causes.join('; ') : 'neither the API server nor this process was seen to be slow';
  }

  private ofMachine(): string | undefined {
    const jump = this.clock.wall() - this.clock.monotonic() - this.gap;
    if (Math.abs(jump) < 2 * noteworthy) return undefined;
    return jump > 0
      ? `the machine slept for ${roundedDuration(jump)}, or its wall clock was set ahead`
      : `the wall clock was set back by ${roundedDuration(-jump)}`;
  }

  private ofProcess(): string | undefined {
    if (this.stoodStill < noteworthy) return undefined;
    return `this process stood still for ${roundedDuration(this.stoodStill)} (it was paused, or its event loop blocked)`;
  }

  private ofServer(): string | undefined {
    const now = this.clock.monotonic();
    // While this process stands still it hears of no answer.
    const waited =
      Math.max(this.slowest, ...[...(this.open?.values() ?? [])].map(sent => now - sent)) - this.stoodStill;
    const { failures, lastFailure } = this;
    if (failures > 0 && lastFailure !== 'timeout') {
      return `${failures === 1 ? 'a request' : `${failures} requests`} failed (${lastFailure})`;
    }
    return waited >= noteworthy ? `the API server did not answer for ${roundedDuration(waited)}` : undefined;
  }
}
