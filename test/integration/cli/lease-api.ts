import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Elector, type ElectorOptions } from '../../../lib/core/index.js';
import { LeaseApiServer } from '../../../lib/testing/index.js';
import { cli, type CliResult, type CliSurroundings } from '../../support/cli.js';

/** A Lease API, candidates on it, and the command line that talks to it. */
export class CliWorld {
  readonly api = new LeaseApiServer();
  private readonly electors: Elector[] = [];

  constructor() {
    beforeAll(() => this.api.listen());
    afterEach(async () => {
      await Promise.all(this.electors.splice(0).map(elector => elector.stop()));
      this.api.reset();
    });
    afterAll(() => this.api.close());
  }

  run(argv: readonly string[], surroundings: Partial<CliSurroundings> = {}): Promise<CliResult> {
    return cli([...argv, '--server', this.api.url], surroundings);
  }

  /** What a command prints with `--json`. */
  async json<T>(...argv: readonly string[]): Promise<T> {
    const { out, err } = await this.run([...argv, '--json']);
    if (out === '') throw new Error(err);
    return JSON.parse(out) as T;
  }

  elector(identity: string, options: ElectorOptions = {}): Elector {
    const connection = { server: this.api.url };
    const elector = new Elector({ leaseName: 'billing', identity, connection, logger: false, ...options });
    this.electors.push(elector);
    return elector;
  }

  async leader(identity: string, options: ElectorOptions = {}): Promise<Elector> {
    const elector = this.elector(identity, options);
    await elector.start();
    await elector.waitForLeadership();
    return elector;
  }
}
