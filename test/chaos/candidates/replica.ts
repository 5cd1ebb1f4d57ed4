import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ReplicaMessage, type ReplicaSettings } from '../../apps/chaos/settings.js';
import { type KubeApiServer } from '../../support/kube-apiserver.js';
import { type TcpProxy } from '../proxy/tcp-proxy.js';
import { Candidate } from './candidate.js';

const program = fileURLToPath(new URL('../../apps/chaos/main.js', import.meta.url));

/** A Nest app with our elector. */
export class Replica extends Candidate {
  /** One file for each process that it has had. */
  readonly journals: { readonly process: string; readonly path: string }[] = [];

  /** Whether its present process has seen the lease. */
  hasSeenLease = false;

  constructor(
    name: string,
    proxy: TcpProxy,
    private readonly api: KubeApiServer,
    private readonly options: { readonly folder: string; readonly isRogue: boolean },
  ) {
    super(name, proxy);
  }

  stepDown(): void {
    this.send({ type: 'stepDown' });
  }

  protected spawn(): ChildProcess {
    const path = join(this.options.folder, `${this.process}.journal`);
    this.journals.push({ process: this.process, path });
    const settings: ReplicaSettings = {
      identity: this.identity,
      server: `https://127.0.0.1:${this.proxy.port}`,
      token: this.api.adminToken ?? '',
      ca: this.api.ca,
      namespace: this.api.namespace,
      journal: path,
      isRogue: this.options.isRogue,
    };
    const log = openSync(join(this.options.folder, `${this.name}.log`), 'a');
    const child = fork(program, {
      env: { ...process.env, CHAOS: JSON.stringify(settings) },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.hasSeenLease = false;
    const present = this.process;
    child.on('message', message => {
      const told = message as ReplicaMessage;
      if (told.type === 'sees' && present === this.process) this.hasSeenLease = true;
      if (told.type === 'worked') this.workedAt = BigInt(told.at);
    });
    return child;
  }

  protected campaigns(child: ChildProcess): Promise<void> {
    return new Promise(resolve =>
      child.on('message', message => {
        if ((message as ReplicaMessage).type === 'started') resolve();
      }),
    );
  }
}
