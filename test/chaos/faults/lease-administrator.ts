import { setTimeout as delay } from 'node:timers/promises';
import { leaseName, timings } from '../../apps/chaos/settings.js';
import { type KubeApiServer } from '../../support/kube-apiserver.js';

/** Somebody with kubectl and no proxy between. */
export class LeaseAdministrator {
  constructor(private readonly api: KubeApiServer) {}

  async delete(): Promise<void> {
    await this.must('DELETE');
  }

  async edit(spec: { holderIdentity?: string; leaseDurationSeconds?: number | null }): Promise<void> {
    await this.must('PATCH', { spec });
  }

  async label(text: string): Promise<void> {
    await this.must('PATCH', { metadata: { labels: { edited: text } } });
  }

  async wipe(): Promise<void> {
    await this.must('PATCH', { spec: null });
  }

  /** Resolves when a renewal has written over a duration that was edited. */
  async wholeAgain(): Promise<void> {
    for (;;) {
      const { spec } = (await this.must('GET')) as { spec?: { leaseDurationSeconds?: number } };
      if (Number(spec?.leaseDurationSeconds) * 1000 >= timings.leaseDuration) return;
      await delay(20);
    }
  }

  private async must(method: string, body?: object): Promise<object> {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${this.api.namespace}/leases/${leaseName}`;
    const { status, text, json } = await this.api.request(method, path, { body });
    if (status !== 200) throw new Error(`${method} of the lease answered ${status}: ${text}`);
    return json;
  }
}
