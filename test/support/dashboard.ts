import { pathToFileURL } from 'node:url';
import { cli, type CliSurroundings } from './cli.js';

/** A dashboard that runs in this process, as the command makes it. */
export class Dashboard {
  private constructor(
    /** With the token. */
    readonly url: string,
    private readonly end: () => Promise<number>,
  ) {}

  /** @param argv after the command */
  static start(...argv: readonly string[]): Promise<Dashboard> {
    return Dashboard.startIn({}, ...argv);
  }

  static async startIn(surroundings: Partial<CliSurroundings>, ...argv: readonly string[]): Promise<Dashboard> {
    const user = new AbortController();
    let found: (url: string) => void = () => {};
    const url = new Promise<string>(resolve => (found = resolve));
    const run = cli(['dashboard', '--json', ...argv], {
      ...surroundings,
      interrupted: user.signal,
      page: pathToFileURL('lib/cli/page/'),
      onOut: out => found((JSON.parse(out) as { url: string }).url),
    });
    const early = run.then(({ err }) => Promise.reject<string>(new Error(err)));
    early.catch(() => {});
    return new Dashboard(await Promise.race([url, early]), () => {
      user.abort();
      return run.then(({ code }) => code);
    });
  }

  get origin(): string {
    return new URL(this.url).origin;
  }

  get token(): string {
    return new URL(this.url).hash.slice(1);
  }

  /** @returns what the command ends with */
  stop(): Promise<number> {
    return this.end();
  }
}
