import { type Lease } from '../../../lib/core/record/lease.js';
import { type RawApi, type RawWatch } from '../../integration/lease-api/raw-api.js';

/** Every state of a lease, as a watch tells them. */
export class LeaseHistory {
  readonly states: Lease[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly watch: RawWatch) {
    void this.read();
  }

  static async of(api: RawApi, namespace: string, name: string): Promise<LeaseHistory> {
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    return new LeaseHistory(await api.watch(`${leases}?watch=1&fieldSelector=metadata.name=${name}`));
  }

  /** One after the other, each once: '' for nobody. */
  get holders(): string[] {
    const holders = this.states.map(({ spec }) => spec?.holderIdentity ?? '');
    return holders.filter((holder, index) => index === 0 || holder !== holders[index - 1]);
  }

  /** Resolves with the first state like this, which may have come already. */
  until(matches: (spec: NonNullable<Lease['spec']>, metadata: Lease['metadata']) => boolean): Promise<Lease> {
    return new Promise(resolve => {
      const check = () => {
        const state = this.states.find(({ spec, metadata }) => spec && matches(spec, metadata));
        if (!state) return;
        this.waiting.delete(check);
        resolve(state);
      };
      this.waiting.add(check);
      check();
    });
  }

  /**
   * Resolves with the record that began the term of that fencing token: whoever leads hears of it from the answer to its
   * write, perhaps before this watch tells it.
   */
  takenAt(fencingToken: bigint): Promise<Lease> {
    return this.until((_spec, { resourceVersion }) => resourceVersion === String(fencingToken));
  }

  before(state: Lease): Lease | undefined {
    return this.states[this.states.indexOf(state) - 1];
  }

  /** Resolves when there have been that many. */
  count(states: number): Promise<void> {
    return new Promise(resolve => {
      const check = () => {
        if (this.states.length < states) return;
        this.waiting.delete(check);
        resolve();
      };
      this.waiting.add(check);
      check();
    });
  }

  close(): void {
    this.watch.close();
  }

  private async read(): Promise<void> {
    try {
      for (let event = await this.watch.next(); event; event = await this.watch.next()) {
        this.states.push(event.object as Lease);
        for (const check of [...this.waiting]) check();
      }
    } catch {
      // closed
    }
  }
}
