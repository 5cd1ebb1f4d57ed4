import { type ContainerEnd, type Pod } from './pod.js';
import { type ApiConnection, openStream, type Stream } from './stream.js';

/** What the API has told of the pods of a namespace, also of those that it no longer knows. */
export class PodHistory {
  private readonly pods = new Map<string, { last: Pod; isDeleted: boolean; ends: Map<string, ContainerEnd> }>();
  private stream: Stream | undefined;

  constructor(
    private readonly connection: ApiConnection,
    private readonly namespace: string,
  ) {}

  async open(): Promise<void> {
    this.stream = await openStream(this.connection, `/api/v1/namespaces/${this.namespace}/pods?watch=1`, line => {
      const { type, object } = JSON.parse(line) as { type: string; object: Pod };
      this.add(object, type === 'DELETED');
    });
  }

  close(): void {
    this.stream?.close();
  }

  /** How its container ended, each time. */
  ends(pod: string): ContainerEnd[] {
    return [...(this.pods.get(pod)?.ends.values() ?? [])];
  }

  /** The names of those whose container runs. */
  running(): string[] {
    return [...this.pods]
      .filter(([, { last, isDeleted }]) => !isDeleted && last.status?.containerStatuses?.[0]?.state?.running)
      .map(([name]) => name);
  }

  runs(pod: string, container: string): boolean {
    const status = this.pods.get(pod)?.last.status?.containerStatuses?.[0];
    return status?.containerID === container && status.state?.running !== undefined;
  }

  private add(pod: Pod, isDeleted: boolean): void {
    const { name } = pod.metadata;
    const ends = this.pods.get(name)?.ends ?? new Map<string, ContainerEnd>();
    const [container] = pod.status?.containerStatuses ?? [];
    for (const end of [container?.state?.terminated, container?.lastState?.terminated]) {
      if (end) ends.set(end.containerID, end);
    }
    this.pods.set(name, { last: pod, isDeleted, ends });
  }
}
