import { type LeaderElectionModuleOptions } from 'nestjs-kubernetes-leader';

/** What the environment variable TICKS holds, as JSON. */
export interface TicksSettings {
  readonly election: LeaderElectionModuleOptions;
  /** Where all replicas append what happens. */
  readonly journal: string;
  /** Which of the jobs it has. */
  readonly jobs: readonly ('once' | 'retried' | 'plain')[];
}

/** A line of the journal. */
export interface JournalLine {
  readonly what: 'begun' | 'done' | 'interrupted';
  readonly job: string;
  /** The tick, in milliseconds; of a job without `once`, now. */
  readonly tick: number;
  readonly attempt: number;
  readonly by: string;
}

export interface TicksMessage {
  readonly type: 'started';
}
