import { type ApiConnection, openStream, type Stream } from './stream.js';

/** A state of the lease, as the API server told it. */
export interface LeaseState {
  /** When it was seen, out here: later than it was written. Nanoseconds of CLOCK_MONOTONIC. */
  readonly at: bigint;
  readonly version: bigint;
  /** '' for nobody */
  readonly holder: string;
  readonly acquireTime: string;
  readonly seconds: number;
  readonly isDeleted: boolean;
}

interface LeaseEvent {
  readonly type: string;
  readonly object: {
    readonly metadata?: { readonly resourceVersion?: string };
    readonly spec?: {
      readonly holderIdentity?: string;
      readonly acquireTime?: string;
      readonly leaseDurationSeconds?: number;
    };
  };
}

/** Every state that one lease has had: a watch tells each of them. */
export class LeaseHistory {
  readonly states: LeaseState[] = [];
  private stream: Stream | undefined;
  private isClosed = false;

  constructor(
    private readonly connection: ApiConnection,
    private readonly namespace: string,
    private readonly name: string,
  ) {}

  async open(): Promise<void> {
    // From where it ended: what has been in between is told, too.
    const from = this.states.at(-1)?.version ?? 0n;
    const query = `watch=1&fieldSelector=metadata.name=${this.name}&resourceVersion=${from}`;
    const path = `/apis/coordination.k8s.io/v1/namespaces/${this.namespace}/leases?${query}`;
    this.stream = await openStream(this.connection, path, line => this.add(JSON.parse(line) as LeaseEvent));
    void this.stream.ended.then(() => (this.isClosed ? undefined : this.open()));
  }

  close(): void {
    this.isClosed = true;
    this.stream?.close();
  }

  private add({ type, object: { metadata, spec } }: LeaseEvent): void {
    if (type === 'ERROR') throw new Error(`the history of the lease has a hole: ${JSON.stringify(metadata)}`);
    this.states.push({
      at: process.hrtime.bigint(),
      version: BigInt(metadata?.resourceVersion ?? 0),
      holder: spec?.holderIdentity ?? '',
      acquireTime: spec?.acquireTime ?? '',
      seconds: spec?.leaseDurationSeconds ?? 0,
      isDeleted: type === 'DELETED',
    });
  }
}
