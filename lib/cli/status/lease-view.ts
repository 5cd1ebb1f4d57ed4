import { annotationsOf } from '../../core/record/annotations.js';
import { isObject } from '../../core/record/is-object.js';
import { type Lease } from '../../core/record/lease.js';
import { parseMicroTime } from '../../core/record/micro-time.js';
import { iso } from './iso.js';
import { type JobView, jobsOf } from './job-view.js';

/**
 * - `led`: it has a holder, which has renewed it within its duration;
 * - `expired`: its holder has not, so nobody leads;
 * - `released`: its last holder gave it back, and nobody has taken it;
 * - `vacant`: it has no holder, and was not released: made by hand, or edited.
 */
export type LeaseState = 'led' | 'expired' | 'released' | 'vacant';

/** What a lease says, for people. Instants are ISO texts, and ages milliseconds. */
export interface LeaseView {
  readonly namespace: string;
  readonly name: string;
  readonly state: LeaseState;
  readonly holder: string | undefined;
  readonly acquiredAt: string | undefined;
  readonly renewedAt: string | undefined;
  /** By the clock of the API server. */
  readonly renewedAgo: number | undefined;
  readonly ledFor: number | undefined;
  readonly leaseDuration: number | undefined;
  readonly transitions: number;
  readonly jobs: readonly JobView[];
}

/** @param now the API server's time */
export function viewOf(lease: Lease, now: number): LeaseView {
  const { spec, metadata } = lease;
  const holder = spec?.holderIdentity || undefined;
  const duration = seconds(spec?.leaseDurationSeconds);
  const acquiredAt = millis(spec?.acquireTime);
  const renewedAt = renewalByServer(lease) ?? millis(spec?.renewTime);
  const renewedAgo = renewedAt === undefined ? undefined : Math.max(0, now - renewedAt);
  const isExpired = renewedAgo === undefined || duration === undefined || renewedAgo > duration;
  const state = holder !== undefined ? (isExpired ? 'expired' : 'led') : duration === 1000 ? 'released' : 'vacant';
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    state,
    holder,
    acquiredAt: holder === undefined ? undefined : iso(acquiredAt),
    renewedAt: iso(renewedAt),
    renewedAgo,
    ledFor: state === 'led' && acquiredAt !== undefined ? Math.max(0, now - acquiredAt) : undefined,
    leaseDuration: duration,
    transitions: spec?.leaseTransitions ?? 0,
    jobs: jobsOf(annotationsOf(lease), now),
  };
}

/** When the API server saw `renewTime` change: the holder's own clock may be wrong. */
function renewalByServer({ metadata, spec }: Lease): number | undefined {
  if (!spec?.renewTime) return undefined;
  const times = (metadata.managedFields ?? [])
    .filter(({ fieldsV1 }) => isObject(fieldsV1) && isObject(fieldsV1['f:spec']) && 'f:renewTime' in fieldsV1['f:spec'])
    .map(({ time }) => Date.parse(time ?? ''))
    .filter(time => !Number.isNaN(time));
  return times.length === 0 ? undefined : Math.max(...times);
}

function seconds(value: number | null | undefined): number | undefined {
  return typeof value === 'number' ? value * 1000 : undefined;
}

function millis(microTime: unknown): number | undefined {
  const micros = parseMicroTime(microTime);
  return micros === undefined ? undefined : Math.floor(micros / 1000);
}
