import { entryOfLog, type Journals, type ProcessJournal } from './journals.js';
import { type Pod } from './pod.js';
import { type ApiConnection, openStream, type Stream } from './stream.js';

/** Journals in the containers' logs: each container is followed from when it runs until it has ended. */
export class LogJournals implements Journals {
  private readonly byContainer = new Map<string, ProcessJournal>();
  private readonly open = new Set<Stream>();
  private watch: Promise<Stream> | undefined;

  constructor(
    private readonly connection: ApiConnection,
    private readonly namespace: string,
  ) {}

  async read(): Promise<readonly ProcessJournal[]> {
    await (this.watch ??= this.watchPods());
    return [...this.byContainer.values()];
  }

  close(): void {
    for (const stream of this.open) stream.close();
  }

  private async watchPods(): Promise<Stream> {
    const watch = await openStream(this.connection, `/api/v1/namespaces/${this.namespace}/pods?watch=1`, line => {
      const { object } = JSON.parse(line) as { object: Pod };
      const [container] = object.status?.containerStatuses ?? [];
      if (container?.containerID && container.state?.running) {
        void this.follow(object.metadata.name, container.containerID);
      }
    });
    this.open.add(watch);
    return watch;
  }

  private async follow(pod: string, container: string): Promise<void> {
    if (this.byContainer.has(container)) return;
    const journal: ProcessJournal = { process: container, pod, entries: [] };
    this.byContainer.set(container, journal);
    const path = `/api/v1/namespaces/${this.namespace}/pods/${pod}/log?follow=true`;
    const stream = await openStream(this.connection, path, line => {
      const entry = entryOfLog(line);
      if (entry) journal.entries.push(entry);
    }).catch(() => undefined); // it has ended already, and its pod is gone
    if (!stream) return;
    this.open.add(stream);
    await stream.ended;
    this.open.delete(stream);
  }
}
