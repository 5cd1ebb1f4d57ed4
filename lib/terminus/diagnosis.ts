import { roundedDuration } from '../core/clock/rounded-duration.js';
import { type LeaderService } from '../nest/service/leader.service.js';

export interface Diagnosis {
  readonly status: 'up' | 'degraded' | 'down';
  /** Why it is not up. */
  readonly message?: string;
}

/** Leases without a leader until the election counts as ill: longer than any takeover. */
const patience = 3;

/**
 * `down` is what a restart may help against; `degraded` what it does not.
 *
 * @param maxSilence milliseconds
 */
export function diagnose({ leaseName, identity, holder, health }: LeaderService, maxSilence: number): Diagnosis {
  const { sinceRenewal, sinceContact, lingeringFor, leaderlessFor, refused, leaseDuration } = health;
  const lease = `the lease "${leaseName}"`;
  // As client-go's HealthzAdaptor: the lease is still ours as last seen, and we ought to have stopped long ago.
  if (holder === identity && sinceRenewal !== undefined && sinceRenewal >= leaseDuration) {
    const since = roundedDuration(sinceRenewal);
    return { status: 'down', message: `this process holds ${lease}, and has not renewed it for ${since}` };
  }
  if (lingeringFor >= leaseDuration) {
    const since = roundedDuration(lingeringFor);
    return { status: 'down', message: `work of a term that is over has kept this process from ${lease} for ${since}` };
  }
  if (sinceContact !== undefined && sinceContact > maxSilence) {
    return { status: 'down', message: `the API server has said nothing for ${roundedDuration(sinceContact)}` };
  }
  if (refused.length > 0) {
    return { status: 'degraded', message: `the API server refuses to ${refused.join(', ')} ${lease} (403)` };
  }
  if (leaderlessFor !== undefined && leaderlessFor >= patience * leaseDuration) {
    return { status: 'degraded', message: `nobody has led ${lease} for ${roundedDuration(leaderlessFor)}` };
  }
  return { status: 'up' };
}
