import { leaseName } from '../../apps/chaos/settings.js';
import { type KubeApiServer } from '../../support/kube-apiserver.js';

/** Somebody with kubectl and no proxy between. */
export class LeaseAdministrator {
  constructor(private readonly api: KubeApiServer) {}

  delete(): Promise<void> {
    return this.must('DELETE');
  }

  edit(spec: { holderIdentity?: string; leaseDurationSeconds?: number | null }): Promise<void> {
    return this.must('PATCH', { spec });
  }

  label(text: string): Promise<void> {
    return this.must('PATCH', { metadata: { labels: { edited: text } } });
  }

  wipe(): Promise<void> {
    return this.must('PATCH', { spec: null });
  }

  private async must(method: string, body?: object): Promise<void> {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${this.api.namespace}/leases/${leaseName}`;
    const { status, text } = await this.api.request(method, path, { body });
    if (status !== 200) throw new Error(`${method} of the lease answered ${status}: ${text}`);
  }
}
