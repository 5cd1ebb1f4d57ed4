import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { leaseName, timings } from '../../apps/chaos/settings.js';
import { type KubeApiServer } from '../../support/kube-apiserver.js';
import { type Yes } from '../judge/spells.js';
import { type TcpProxy } from '../proxy/tcp-proxy.js';
import { Candidate } from './candidate.js';

/** From when to when client-go itself said that it leads. */
export interface OwnSpell {
  readonly process: string;
  readonly from: bigint;
  readonly to: bigint;
}

interface Told {
  readonly event: 'started' | 'leading' | 'yes' | 'stopped leading' | 'new leader' | 'stopped';
  readonly at: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Its yes is not latched: after a pause it may be another leadership than before, so that a pause proves nothing of what
 * was in between. Nanoseconds.
 */
const pause = 250_000_000n;

/** Kubernetes' own leader election, with the same timings as ours. */
export class ClientGo extends Candidate {
  readonly answers: Yes[] = [];
  readonly ownSpells: OwnSpell[] = [];
  private leadingSince: bigint | undefined;
  private spells = 0;

  constructor(
    private readonly binary: string,
    proxy: TcpProxy,
    private readonly api: KubeApiServer,
    private readonly folder: string,
  ) {
    super('client-go', proxy);
  }

  protected spawn(): ChildProcess {
    const log = openSync(join(this.folder, 'client-go.log'), 'a');
    const child = spawn(
      this.binary,
      [
        `--kubeconfig=${this.api.kubeconfigPath}`,
        `--server=https://127.0.0.1:${this.proxy.port}`,
        `--namespace=${this.api.namespace}`,
        `--lease=${leaseName}`,
        `--identity=${this.identity}`,
        `--lease-duration=${timings.leaseDuration}ms`,
        `--renew-deadline=${timings.renewDeadline}ms`,
        `--retry-period=${timings.retryInterval}ms`,
        '--stamp-every=3ms',
        '--guard-release',
        '--exit-with-stdin',
      ],
      { stdio: ['pipe', 'pipe', log] },
    );
    closeSync(log);
    const { process } = this;
    this.leadingSince = undefined;
    if (child.stdout) createInterface(child.stdout).on('line', line => this.hear(process, JSON.parse(line) as Told));
    return child;
  }

  protected campaigns(child: ChildProcess): Promise<void> {
    return new Promise(resolve => child.stdout?.once('data', () => resolve()));
  }

  private hear(process: string, { event, at, before, after }: Told): void {
    if (event === 'yes' && before !== undefined && after !== undefined) {
      this.workedAt = BigInt(before);
      const last = this.answers.at(-1);
      if (last?.process !== process || BigInt(before) - last.after > pause) this.spells++;
      this.answers.push({ process, term: String(this.spells), before: BigInt(before), after: BigInt(after) });
    } else if (event === 'leading') {
      this.leadingSince = BigInt(at);
    } else if (event === 'stopped leading' && this.leadingSince !== undefined) {
      this.ownSpells.push({ process, from: this.leadingSince, to: BigInt(at) });
      this.leadingSince = undefined;
    }
  }
}
