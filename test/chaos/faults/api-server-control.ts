import { setTimeout as delay } from 'node:timers/promises';
import { type KubeApiServer } from '../../support/kube-apiserver.js';
import { freeze } from '../candidates/freeze.js';

export class ApiServerControl {
  constructor(private readonly api: KubeApiServer) {}

  /** kill -9, and started again on the same data. */
  async crash(milliseconds: number): Promise<void> {
    await this.api.kill9();
    await delay(milliseconds);
    await this.api.restart();
  }

  freeze(milliseconds: number): Promise<void> {
    return freeze(this.pid, milliseconds);
  }

  /** Its etcd stops, as in a crash, and starts again on the same data; the API server runs on. */
  async stopEtcd(milliseconds: number): Promise<void> {
    process.kill(this.pid, 'SIGUSR1');
    await delay(milliseconds);
    process.kill(this.pid, 'SIGUSR2');
    while (!(await this.answers())) await delay(50);
  }

  private async answers(): Promise<boolean> {
    const path = `/api/v1/namespaces/${this.api.namespace}`;
    return this.api.request('GET', path).then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  private get pid(): number {
    const { pid } = this.api;
    if (pid === undefined) throw new Error('The API server is not a process of this run.');
    return pid;
  }
}
