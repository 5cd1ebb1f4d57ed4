/** A point in time by both of this process's clocks, in milliseconds. */
export interface Instant {
  /** Never jumps; stands still, on most systems, while the machine is suspended. */
  readonly mono: number;
  /** Since the epoch; goes on while the machine is suspended, and may jump. */
  readonly wall: number;
}

/** What a step of the election is told about the moment it happens in. */
export interface Now extends Instant {
  /** Whether work that a term let through is still running in this process. */
  readonly working: boolean;
  /** A number in [0, 1), as from Math.random. */
  random(): number;
}

/** By when a leader must have stopped unless it renewed. Both clocks count (rule 3). */
export type Deadline = Instant;

export function deadlineAfter(sent: Instant, duration: number): Deadline {
  return { mono: sent.mono + duration, wall: sent.wall + duration };
}

export function earlier(one: Deadline, other: Deadline): Deadline {
  return { mono: Math.min(one.mono, other.mono), wall: Math.min(one.wall, other.wall) };
}

export function isBefore(now: Instant, deadline: Deadline): boolean {
  return now.mono < deadline.mono && now.wall < deadline.wall;
}
