import { type Segment, type Style } from '../ansi.js';
import { type Phase, type Replica } from '../fleet/replica.js';

/** How each moment looks. */
const looks: Record<Phase, readonly [string, Style]> = {
  starting: [' ', 'dim'],
  following: ['·', 'dim'],
  leading: ['█', 'green'],
  ending: ['▓', 'yellow'],
  paused: ['▒', 'magenta'],
  waking: ['▒', 'magenta'],
  dead: ['×', 'red'],
};

const longest = 500;

/** What each replica was doing, moment by moment. */
export class Timeline {
  private readonly moments = new Map<Replica, Phase[]>();

  constructor(private readonly replicas: readonly Replica[]) {}

  /** Looks at them all; to be called at even intervals. */
  sample(): void {
    for (const replica of this.replicas) {
      this.moments.set(replica, [...(this.moments.get(replica) ?? []), replica.phase].slice(-longest));
    }
  }

  /** The last so many moments of a replica, the present one at the right. */
  of(replica: Replica, width: number): Segment[] {
    const moments = (this.moments.get(replica) ?? []).slice(-Math.max(1, width));
    return [[' '.repeat(Math.max(0, width - moments.length))], ...moments.map((phase): Segment => looks[phase])];
  }

  static styleOf(phase: Phase): Style {
    return looks[phase][1];
  }
}
