import { type Schedule } from '../../../lib/core/ticks/schedule.js';

/** A job's ticks by plain arithmetic: every `period` milliseconds, `phase` after its whole multiples. */
export class SimulatedSchedule implements Schedule {
  constructor(
    readonly period: number,
    private readonly phase: number,
  ) {}

  get text(): string {
    return `every ${this.period} at ${this.phase}`;
  }

  has(instant: number): boolean {
    return (instant - this.phase) % this.period === 0;
  }

  next(after: number): number {
    let tick = Math.floor((after - this.phase) / this.period) * this.period + this.phase;
    while (tick <= after) tick += this.period;
    return tick;
  }
}
