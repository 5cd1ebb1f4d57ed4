import { type Clock } from '../clock/clock.js';

/** Remembers when an election last showed signs of life, by the monotonic clock. */
export class Vitals {
  private startedAt: number | undefined;
  private heardAt: number | undefined;
  private leaderKnownAt = 0;
  private renewedAt: number | undefined;
  private termEndedAt: number | undefined;

  constructor(private readonly clock: Clock) {}

  started(): void {
    this.startedAt = this.leaderKnownAt = this.clock.monotonic();
    this.heardAt = this.renewedAt = undefined;
  }

  stopped(): void {
    this.startedAt = undefined;
  }

  /** The API server has said something. */
  heard(): void {
    this.heardAt = this.clock.monotonic();
  }

  leaderKnown(): void {
    this.leaderKnownAt = this.clock.monotonic();
  }

  /** @param sent the monotonic time before that write was sent */
  renewed(sent: number): void {
    this.renewedAt = sent;
  }

  termEnded(): void {
    this.termEndedAt = this.clock.monotonic();
  }

  get sinceRenewal(): number | undefined {
    return this.since(this.renewedAt);
  }

  get sinceContact(): number | undefined {
    return this.startedAt === undefined ? undefined : this.since(this.heardAt ?? this.startedAt);
  }

  get sinceLeaderKnown(): number | undefined {
    return this.startedAt === undefined ? undefined : this.since(this.leaderKnownAt);
  }

  get sinceTermEnded(): number {
    return this.since(this.termEndedAt) ?? 0;
  }

  private since(time: number | undefined): number | undefined {
    return time === undefined ? undefined : this.clock.monotonic() - time;
  }
}
