import { afterAll, afterEach, beforeAll, jest } from '@jest/globals';
import { type LeaderElectionModuleOptions } from '../../lib/index.js';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { type NodeProgram, type NodeProgramOptions, NodePrograms } from '../support/node-program.js';
import { transpiled } from '../support/transpiled.js';

/** As rule 8 leaves a lease. */
export const released = { holderIdentity: '', leaseDurationSeconds: 1 };

/** A Lease API in this process, and an app of `test/apps` that runs in processes of its own, which no test outlives. */
export class Stage {
  readonly api = new LeaseApiServer();
  private readonly programs = new NodePrograms();
  private build: Awaited<ReturnType<typeof transpiled>> | undefined;
  private leases = 0;

  /** @param app a folder of `test/apps`, which is told what to do by the environment variable of that name */
  constructor(private readonly app: string) {
    jest.setTimeout(120_000);
    beforeAll(async () => {
      await this.api.listen();
      this.build = await transpiled(`test/apps/${app}`);
    });
    afterEach(() => this.programs.destroy());
    afterAll(async () => {
      await this.api.close();
      this.build?.remove();
    });
  }

  /** One that no other test has. */
  newLeaseName(): string {
    return `${this.app}-${this.leases++}`;
  }

  election(leaseName: string, more: LeaderElectionModuleOptions = {}): LeaderElectionModuleOptions {
    return { connection: { server: this.api.url }, namespace: 'default', leaseName, logger: false, ...more };
  }

  start(name: string, settings: object, options: NodeProgramOptions = {}): NodeProgram {
    const env = { [this.app.toUpperCase()]: JSON.stringify(settings), ...options.env };
    return this.programs.start(name, this.build!.file(`test/apps/${this.app}/main.js`), { ...options, env });
  }

  specOf(leaseName: string) {
    return this.api.leases.get(leaseName)?.spec;
  }
}
