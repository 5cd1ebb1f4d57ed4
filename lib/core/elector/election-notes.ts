import { type ElectionDriver } from './election-driver.js';
import { type LeaseNotes, type Noted } from './lease-notes.js';
import { type AnnotationChanges, type Annotations } from '../record/own-annotations.js';

/** Those of an election: its writes carry them, and it tells what became of them. */
export class ElectionNotes implements LeaseNotes {
  /** Undefined where nobody waits, as in most leases ever. */
  private waiting: Map<number, (noted: Noted) => void> | undefined;
  private lastId = 0;

  constructor(private readonly driver: ElectionDriver) {}

  get all(): Annotations {
    return this.driver.annotations;
  }

  get leaseCreatedAt(): number | undefined {
    return this.driver.leaseCreatedAt;
  }

  change(changes: AnnotationChanges): Promise<Noted> {
    return new Promise(resolve => {
      const id = ++this.lastId;
      this.waiting = (this.waiting ?? new Map<number, (noted: Noted) => void>()).set(id, resolve);
      this.driver.receive({ type: 'annotate', note: { id, changes, soon: true } });
    });
  }

  changeLater(changes: AnnotationChanges): void {
    this.driver.receive({ type: 'annotate', note: { id: ++this.lastId, changes, soon: false } });
  }

  settled(id: number, noted: Noted): void {
    this.waiting?.get(id)?.(noted);
    this.waiting?.delete(id);
  }
}
