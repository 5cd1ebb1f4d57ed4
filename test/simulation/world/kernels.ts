import { type Kernel } from '../../../lib/core/kernel/kernel.js';
import { type Place, type ProbeOutcome } from '../../../lib/core/record/place.js';
import { type SeededRandom } from './seeded-random.js';
import { type SimulatedProcess } from './simulated-process.js';
import { type VirtualTime } from './virtual-time.js';

/** Where a process runs. */
export interface Home {
  /** The boot of a machine. */
  readonly bootId: string;
  /** Numbers are few: two machines have the same ones, and a new namespace may have that of one that is gone. */
  readonly netNamespace: string;
}

/** Milliseconds that an answer of the kernel takes, at most. */
const slowest = 2;

/** What the kernels of all machines know: which process listens where. A process that is dead listens nowhere. */
export class Kernels {
  private readonly listeners = new Map<string, SimulatedProcess>();
  private count = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: SeededRandom,
  ) {}

  anyHome(): Home {
    const { random } = this;
    return { bootId: `machine-${random.integer(1, 2)}`, netNamespace: String(random.integer(1, 3)) };
  }

  /** On the same machine. */
  otherNamespace({ bootId, netNamespace }: Home): Home {
    return { bootId, netNamespace: String((Number(netNamespace) % 3) + 1) };
  }

  /** As that process sees it: thenables that settle without a microtask, as those of the network. */
  kernelOf(process: SimulatedProcess): Kernel {
    return {
      listen: () => {
        const place = { ...process.home, socket: `socket-${++this.count}` };
        const close = () => void this.listeners.delete(keyOf(place));
        return this.later(process, () => {
          this.listeners.set(keyOf(place), process);
          return { place, close };
        });
      },
      probe: socket => this.later(process, () => this.outcomeAt({ ...process.home, socket })),
    };
  }

  /** What the kernel does a moment later, and the process hears of a moment after that. */
  private later<T>(process: SimulatedProcess, act: () => T): Promise<T> {
    const { time, random } = this;
    const then = (tell: (value: T) => void) =>
      void time.after(random.next() * slowest, () => {
        const value = act();
        time.after(random.next() * slowest, () => process.deliver(() => tell(value)));
      });
    return { then } as unknown as Promise<T>;
  }

  /** One that is frozen answers, too: the kernel does it. */
  private outcomeAt(place: Place): ProbeOutcome {
    const listener = this.listeners.get(keyOf(place));
    return listener !== undefined && !listener.crashed ? 'other' : 'refused';
  }
}

function keyOf({ bootId, netNamespace, socket }: Place): string {
  return `${bootId} ${netNamespace} ${socket}`;
}
