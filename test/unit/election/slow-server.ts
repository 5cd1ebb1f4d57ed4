import { type RequestAction } from '../../../lib/core/election/action.js';
import { type Lease } from '../../../lib/core/record/lease.js';
import { released } from './records.js';
import { type Story } from './story.js';

/** An API server that takes its time for each request, always as long, and does not carry out what was given up by then. */
export class SlowServer {
  private stored: Lease = released({ version: 10 });
  private version = 10;
  private readonly due = new Map<RequestAction, number>();

  constructor(
    private readonly story: Story,
    private readonly latency: (verb: string) => number,
  ) {}

  run(milliseconds: number): void {
    const { story } = this;
    const end = story.now + milliseconds;
    for (;;) {
      for (const request of story.open) {
        if (!this.due.has(request)) this.due.set(request, story.now + this.latency(request.verb));
      }
      const next = this.next();
      const at = Math.min(next ? this.due.get(next)! : Infinity, story.wakeAt, end);
      story.wait(Math.max(at - story.now, 0));
      if (story.now >= end) return;
      if (next && story.open.includes(next) && this.due.get(next)! <= story.now) this.answer(next);
    }
  }

  private next(): RequestAction | undefined {
    return [...this.story.open].sort((a, b) => this.due.get(a)! - this.due.get(b)!)[0];
  }

  private answer(request: RequestAction): void {
    if (request.verb === 'read') {
      this.story.lateAnswer(request, this.stored);
    } else if (request.lease.metadata.resourceVersion !== this.stored.metadata.resourceVersion) {
      this.story.lateFailure(request, 'conflict');
    } else {
      this.stored = this.story.stored(++this.version, request.lease);
      this.story.lateAnswer(request, this.stored);
    }
  }
}
