import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import {
  LeaderService,
  type LeadershipLostError,
  type LeadershipTerm,
  OnLeadershipAcquired,
  OnLeadershipLost,
  OnlyLeader,
} from 'nestjs-kubernetes-leader';
import { setTimeout as delay } from 'node:timers/promises';
import { type Journal, now, type TickEntry } from './journal.js';
import { type PodAppSettings, tickPeriod } from './settings.js';

/** How often what goes on is asked and stamped, in milliseconds. */
const stampEvery = 5;

/** What the leader does, all of it written down. */
@Injectable()
export class LeaderWork implements OnModuleInit, BeforeApplicationShutdown {
  private runs = 0;
  private underWay = 0;

  constructor(
    private readonly leader: LeaderService,
    private readonly journal: Journal,
    private readonly settings: PodAppSettings,
  ) {}

  onModuleInit(): void {
    this.leader.on('interrupted', ({ job, scheduledAt, attempt }) =>
      this.tick({ what: 'interrupted', job, tick: scheduledAt.getTime(), attempt }),
    );
  }

  beforeApplicationShutdown(signal?: string): void {
    this.journal.write({ type: 'ending', at: now(), signal });
  }

  @OnLeadershipAcquired()
  acquired({ fencingToken }: LeadershipTerm): void {
    this.journal.write({ type: 'acquired', at: now(), token: String(fencingToken) });
  }

  @OnLeadershipLost()
  lost({ fencingToken }: LeadershipTerm, { code }: LeadershipLostError): void {
    this.journal.write({ type: 'lost', at: now(), token: String(fencingToken), code });
  }

  @Interval(stampEvery)
  stamp(): void {
    const before = now();
    const { term, isLeader } = this.leader;
    const after = now();
    // In this order: a term that is over by the second question is the answer no, not a yes of nobody's.
    if (term && isLeader) this.journal.write({ type: 'yes', before, after, token: String(term.fencingToken) });
  }

  /** Nearly all the time one of these is under way. */
  @Interval(1_000)
  @OnlyLeader()
  async sendInvoices(): Promise<void> {
    const run = ++this.runs;
    this.journal.write({ type: 'job', at: now(), run, what: 'begun' });
    const isDone = await this.work(this.settings.jobTakes ?? 800);
    this.journal.write({ type: 'job', at: now(), run, what: isDone ? 'done' : 'aborted' });
  }

  @Cron(`*/${tickPeriod / 1_000} * * * * *`, { name: 'once' })
  @OnlyLeader({ once: true, missed: 'all' })
  async closeTheBooks(): Promise<void> {
    const { scheduledAt = new Date(0), attempt = 1 } = this.leader.currentRun!;
    const tick = { job: 'once', tick: scheduledAt.getTime(), attempt };
    this.tick({ what: 'begun', ...tick });
    if (!(await this.work(50))) throw new Error('aborted');
    this.tick({ what: 'done', ...tick });
  }

  /** An error that nobody catches, in a moment without work. */
  fail(): void {
    setInterval(() => {
      if (this.underWay === 0) throw new Error('told to fail');
    }, 1);
  }

  /** The same, in the middle of a job. */
  failAtWork(): void {
    setInterval(() => {
      if (this.underWay > 0) throw new Error('told to fail');
    }, 1);
  }

  /** @returns false if its signal aborted */
  private async work(milliseconds: number): Promise<boolean> {
    this.underWay++;
    try {
      return await this.workOn(milliseconds);
    } finally {
      this.underWay--;
    }
  }

  private async workOn(milliseconds: number): Promise<boolean> {
    const { signal, fencingToken } = this.leader.currentRun!;
    for (let ends = performance.now() + milliseconds; performance.now() < ends; await delay(stampEvery)) {
      const before = now();
      void this.leader.isLeader; // a process that was frozen finds its term over, and aborts the signal, before its timers do
      if (signal.aborted) return false;
      this.journal.write({ type: 'works', before, after: now(), token: String(fencingToken) });
    }
    return true;
  }

  private tick(entry: Omit<TickEntry, 'type'>): void {
    this.journal.write({ type: 'tick', ...entry });
  }
}
