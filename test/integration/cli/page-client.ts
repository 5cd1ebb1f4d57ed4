import { request } from 'node:http';
import { type Dashboard } from '../../support/dashboard.js';

export interface PageAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export interface PageRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a page, or anybody else, may send to a dashboard; `fetch` would not let us choose a Host. */
export function ask(dashboard: Dashboard, path: string, { method = 'GET', headers = {}, body }: PageRequest = {}) {
  return new Promise<PageAnswer>((resolve, reject) => {
    const message = request(dashboard.origin, { path, method, headers }, answer => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body: text }));
      answer.on('error', reject);
    });
    message.on('error', reject);
    message.end(body);
  });
}

export const bearer = ({ token }: Dashboard) => ({ Authorization: `Bearer ${token}` });

/** Acts as the page does. @returns the status and what is said */
export async function act(dashboard: Dashboard, action: object) {
  const headers = { ...bearer(dashboard), 'Content-Type': 'application/json' };
  const { status, body } = await ask(dashboard, '/act', { method: 'POST', headers, body: JSON.stringify(action) });
  return [status, (JSON.parse(body) as { message: string }).message] as const;
}

export interface Message {
  readonly type: string;
  readonly [other: string]: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Hears what a dashboard tells. */
export class Hearing {
  readonly messages: Message[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly ending = new AbortController();

  constructor(dashboard: Dashboard) {
    void this.hear(dashboard).catch(() => {}); // the dashboard is gone
  }

  /** The first message that matches, from the given one on. */
  async until(matches: (message: Message) => boolean, from = 0): Promise<Message> {
    for (;;) {
      const found = this.messages.slice(from).find(matches);
      if (found !== undefined) return found;
      await new Promise<void>(resolve => this.waiting.add(resolve));
    }
  }

  close(): void {
    this.ending.abort();
  }

  private async hear(dashboard: Dashboard): Promise<void> {
    const { signal } = this.ending;
    const answer = await fetch(`${dashboard.origin}/events`, { headers: bearer(dashboard), signal });
    let rest = '';
    for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
      const events = (rest + part).split('\n\n');
      rest = events.pop()!;
      for (const event of events) if (event.startsWith('data: ')) this.messages.push(JSON.parse(event.slice(6)));
      for (const wake of this.waiting) wake();
      this.waiting.clear();
    }
  }
}
