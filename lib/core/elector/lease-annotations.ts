import { type AnnotationChanges, type Annotations } from '../record/annotations.js';

/** What became of a change. `termOver`: nobody knows whether the lease has it. */
export type AnnotationsOutcome = 'written' | 'rejected' | 'termOver';

/**
 * Small facts that a leader keeps in its lease's annotations, so that they outlive it: changed by the election's own
 * compare-and-swap writes, and only while this process holds the lease.
 */
export interface LeaseAnnotations {
  /** As last seen, with the changes that are under way. */
  readonly all: Annotations;
  /** When the lease was made, by the API server's clock; undefined if that is not known. */
  readonly leaseCreatedAt: number | undefined;
  /** Writes it at once; resolves when the lease is known to have it, or can have it no more. Never rejects. */
  change(changes: AnnotationChanges): Promise<AnnotationsOutcome>;
  /** Has the next write carry it, be it a renewal, another change or the release. */
  changeLater(changes: AnnotationChanges): void;
  /**
   * Writes it, also while another process leads, and whatever else changes the lease meanwhile.
   *
   * @throws LeaseRequestError (as a rejection)
   */
  edit(changes: AnnotationChanges): Promise<void>;
  /** The lease was seen to be another one: perhaps with other annotations. */
  onChange(listener: () => void): void;
}

/** Outside Kubernetes, and in tests, there is no lease: the process itself remembers. */
export class MemoryAnnotations implements LeaseAnnotations {
  private readonly annotations = new Map<string, string>();
  private readonly listeners: (() => void)[] = [];

  constructor(readonly leaseCreatedAt: number) {}

  get all(): Annotations {
    return Object.fromEntries(this.annotations);
  }

  change(changes: AnnotationChanges): Promise<AnnotationsOutcome> {
    this.changeLater(changes);
    return Promise.resolve('written');
  }

  changeLater(changes: AnnotationChanges): void {
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) this.annotations.delete(key);
      else this.annotations.set(key, value);
    }
  }

  edit(changes: AnnotationChanges): Promise<void> {
    this.changeLater(changes);
    for (const listener of this.listeners) listener();
    return Promise.resolve();
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }
}
