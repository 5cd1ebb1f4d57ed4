import { type Candidate } from '../candidates/candidate.js';
import { type Replica } from '../candidates/replica.js';
import { type Random } from './random.js';
import { type LeaseAdministrator } from './lease-administrator.js';
import { type ApiServerControl } from './api-server-control.js';

/** Everybody and everything that something can be done to. */
export interface Scene {
  readonly leader: Candidate;
  /** Candidates that run and do not lead; client-go may be one of them. */
  readonly followers: readonly Candidate[];
  readonly replicas: readonly Replica[];
  readonly all: readonly Candidate[];
  readonly lease: LeaseAdministrator;
  readonly server: ApiServerControl;
  readonly random: Random;
}

export interface Fault {
  readonly kind: string;
  /** How often in each round; once, unless told otherwise. */
  readonly times?: number;
  /** Only while the client-go candidate runs, or only while it does not. */
  readonly clientGo?: 'needed' | 'away';
  /** Resolves when it is over: what was broken is whole again, and who was killed has been started. */
  inflict(scene: Scene): Promise<void>;
}
