import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { hasToken, isOurs, newToken, safeHeaders } from './guard.js';
import { LeaseBoard } from './lease-board.js';
import { actOnLease, parseAction } from './page-action.js';
import { type PageFile, readPage } from './page-files.js';
import { PageStream } from './page-stream.js';
import { readJson } from './read-json.js';
import { type ReplicaControl } from './replica-control.js';
import { ApiError } from '../api/api.error.js';
import { type Cluster } from '../cluster.js';
import { every } from '../every.js';
import { ProblemError } from '../problem.error.js';
import { type Clock } from '../../core/clock/clock.js';
import { LeaderElectionError } from '../../core/errors/leader-election.error.js';

export interface DashboardOptions {
  readonly cluster: Pick<Cluster, 'api' | 'leases' | 'namespace'>;
  readonly clock: Clock;
  /** Of the leases to show; none for all of the namespace. */
  readonly names: readonly string[];
  /** Where the page's files are. */
  readonly page: URL;
  /** Whether it shows only, and does nothing. @default false */
  readonly isReadOnly?: boolean;
  /** Replicas that may be killed and so on. @default none */
  readonly control?: ReplicaControl;
}

/** Milliseconds: how often pages are told what has changed, and that there is somebody who would tell. */
const [flushInterval, beatInterval] = [100, 10_000];

/** Serves the page, on loopback. To see or do anything, the token in its address is needed. */
export class DashboardServer {
  private readonly token = newToken();
  private readonly board: LeaseBoard;
  private readonly files: ReadonlyMap<string, PageFile>;
  private readonly pages = new Set<PageStream>();
  private readonly ending = new AbortController();
  private readonly server: Server;
  private trouble: string | undefined;

  constructor(private readonly options: DashboardOptions) {
    const { cluster, clock, names, page } = options;
    const tell = (key: string) => this.pages.forEach(stream => stream.changed(key));
    this.files = readPage(page);
    this.board = new LeaseBoard(
      { api: cluster.api, clock, namespace: cluster.namespace, names },
      {
        onLease: name => tell(`lease/${name}`),
        onGone: name => tell(`lease/${name}`),
        onTrouble: message => {
          this.trouble = message;
          tell('trouble');
        },
      },
    );
    options.control?.onChange(() => tell('control'), this.ending.signal);
    this.server = createServer((request, response) => {
      // For example, a path that cannot be parsed.
      this.answer(request, response).catch(() => refuse(response, 400, 'The request is not valid.'));
    });
  }

  /** @returns its address, token and all @throws ApiError if the leases cannot be read; ProblemError if the port is taken */
  async start(port: number): Promise<string> {
    await this.board.start(this.ending.signal);
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', error => reject(new ProblemError(`Cannot listen on port ${port}: ${error.message}.`)));
      this.server.listen(port, '127.0.0.1', resolve);
    });
    this.eachPage(flushInterval, page => page.flush());
    this.eachPage(beatInterval, page => page.beat());
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/#${this.token}`;
  }

  async close(): Promise<void> {
    this.ending.abort();
    for (const page of this.pages) page.end();
    await new Promise<void>(resolve => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
    if (!isOurs(request)) return refuse(response, 403, 'This page is served to this machine only.');
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = this.files.get(pathname);
    if (request.method === 'GET' && file !== undefined) {
      response.setHeader('Content-Type', file.type);
      return void response.end(file.body);
    }
    if (!hasToken(request, this.token)) {
      return refuse(response, 401, 'The token is missing or wrong: open the address that was printed.');
    }
    if (request.method === 'GET' && pathname === '/events') return this.open(response);
    if (request.method === 'GET' && pathname.startsWith('/leases/')) return this.raw(pathname, response);
    if (request.method === 'POST' && pathname === '/act') return this.act(request, response);
    refuse(response, 404, 'There is nothing here.');
  }

  private open(response: ServerResponse): void {
    const { cluster, control, isReadOnly = false } = this.options;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const page = new PageStream(response, key => this.messageOf(key));
    page.send({
      type: 'hello',
      namespace: cluster.namespace,
      mayAct: !isReadOnly,
      hasControl: control !== undefined,
      trouble: this.trouble,
      leases: this.board.names.map(name => this.board.card(name)),
      control: control?.rows,
    });
    this.pages.add(page);
    response.on('close', () => this.pages.delete(page));
  }

  private messageOf(key: string): object | undefined {
    if (key === 'trouble') return { type: 'trouble', message: this.trouble };
    if (key === 'control') return { type: 'control', control: this.options.control?.rows };
    const name = key.slice('lease/'.length);
    const card = this.board.card(name);
    return card === undefined ? { type: 'gone', name } : { type: 'lease', lease: card };
  }

  private raw(pathname: string, response: ServerResponse): void {
    const lease = this.board.raw(decodeURIComponent(pathname.slice('/leases/'.length)));
    if (lease === undefined) refuse(response, 404, 'There is no such lease.');
    else sendJson(response, 200, lease);
  }

  private async act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { cluster, clock, control, isReadOnly, names } = this.options;
    if (isReadOnly) return refuse(response, 403, 'The dashboard is read-only: it was started with --read-only.');
    const asked = parseAction(await readJson(request));
    if (asked === undefined) return refuse(response, 400, 'The request is not valid.');
    try {
      if (asked.action === 'replica') {
        if (control === undefined) return refuse(response, 400, 'The request is not valid.');
        return sendJson(response, 200, { message: control.act(asked.replica, asked.deed) });
      }
      if (names.length > 0 && !names.includes(asked.lease)) return refuse(response, 404, 'There is no such lease.');
      const around = { leases: cluster.leases, clock, namespace: cluster.namespace };
      sendJson(response, 200, { message: await actOnLease(asked, around) });
    } catch (error) {
      const isExpected = [ProblemError, ApiError, LeaderElectionError].some(kind => error instanceof kind);
      refuse(response, isExpected ? 409 : 500, isExpected ? (error as Error).message : 'Something went wrong.');
    }
  }

  private eachPage(interval: number, work: (page: PageStream) => void): void {
    void every(this.options.clock, interval, this.ending.signal, () => this.pages.forEach(work));
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return void response.destroy();
  sendJson(response, status, { message });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
