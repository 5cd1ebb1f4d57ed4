import { type ElectionConfig } from '../election/election-config.js';
import { type LeaseClient } from '../lease/lease-client.js';
import { editAnnotations } from './edit-annotations.js';
import { type ElectionDriver } from './election-driver.js';
import { type LeaseAnnotations, type AnnotationsOutcome } from './lease-annotations.js';
import { type AnnotationChanges, type Annotations } from '../record/annotations.js';

/** The annotations of an election's lease: the election's writes carry the changes, and it tells what became of them. */
export class ElectionAnnotations implements LeaseAnnotations {
  /** Undefined if nobody waits, as for most leases ever. */
  private waiting: Map<number, (outcome: AnnotationsOutcome) => void> | undefined;
  private lastId = 0;

  private listener: (() => void) | undefined;
  private seen: unknown;

  constructor(
    private readonly driver: ElectionDriver,
    private readonly client: LeaseClient | undefined,
    private readonly config: Pick<ElectionConfig, 'namespace' | 'leaseName'>,
  ) {}

  get all(): Annotations {
    return this.driver.annotations;
  }

  get leaseCreatedAt(): number | undefined {
    return this.driver.leaseCreatedAt;
  }

  change(changes: AnnotationChanges): Promise<AnnotationsOutcome> {
    return new Promise(resolve => {
      const id = ++this.lastId;
      this.waiting = (this.waiting ?? new Map<number, (outcome: AnnotationsOutcome) => void>()).set(id, resolve);
      this.driver.receive({ type: 'annotate', pending: { id, changes, soon: true } });
    });
  }

  changeLater(changes: AnnotationChanges): void {
    this.driver.receive({ type: 'annotate', pending: { id: ++this.lastId, changes, soon: false } });
  }

  settled(id: number, outcome: AnnotationsOutcome): void {
    this.waiting?.get(id)?.(outcome);
    this.waiting?.delete(id);
  }

  async edit(changes: AnnotationChanges): Promise<void> {
    if (this.driver.hasTerm && (await this.change(changes)) === 'written') return;
    const { client, config } = this;
    if (client) await editAnnotations(client, { namespace: config.namespace, name: config.leaseName }, changes);
  }

  onChange(listener: () => void): void {
    this.listener = listener;
  }

  /** The election has taken a step. */
  stepped(): void {
    if (this.listener === undefined || this.driver.lease === this.seen) return;
    this.seen = this.driver.lease;
    this.listener();
  }
}
