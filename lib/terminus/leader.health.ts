import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { diagnose } from './diagnosis.js';
import { describeValue } from '../core/elector/options/describe-value.js';
import { type Duration, parseDuration } from '../core/elector/options/duration.js';
import { InvalidLeaderOptionsError } from '../core/errors/invalid-leader-options.error.js';
import { LeaderService } from '../nest/service/leader.service.js';

/** Which lease to look at, and how strictly. */
export interface LeaderHealthOptions {
  /** Another lease's. @default that of `forRoot` */
  leader?: LeaderService;
  /**
   * For how long the API server may say nothing before this process is down. Longer than a minute, since a quiet follower
   * hears about once a minute.
   * @default for ever
   */
  maxSilence?: Duration;
}

/** Milliseconds. API servers send bookmarks once a minute. */
const shortestSilence = 60_000;

/**
 * For `@nestjs/terminus`: whether this process takes part in the election as it should, be it as the leader or not.
 *
 * @example
 * ```ts
 * import { Controller, Get } from '@nestjs/common';
 * import { HealthCheck, HealthCheckService } from '@nestjs/terminus';
 * import { LeaderHealthIndicator } from 'nestjs-kubernetes-leader/terminus';
 *
 * @Controller('health')
 * export class HealthController {
 *   constructor(private readonly health: HealthCheckService, private readonly leader: LeaderHealthIndicator) {}
 *
 *   @Get()
 *   @HealthCheck()
 *   check() {
 *     return this.health.check([() => this.leader.isHealthy('leader')]);
 *   }
 * }
 * ```
 */
@Injectable()
export class LeaderHealthIndicator {
  constructor(
    @Inject(LeaderService) private readonly leader: LeaderService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * `down` only if a restart may help, `degraded` (terminus 12; `up` with 11) if the election as a whole is not well.
   *
   * @param key what it is called in the answer
   * @throws InvalidLeaderOptionsError if `maxSilence` is not a duration of more than a minute
   */
  isHealthy<const Key extends string>(key: Key, options: LeaderHealthOptions = {}): HealthIndicatorResult<Key> {
    const { leader = this.leader } = options;
    const { status, message } = diagnose(leader, readMaxSilence(options.maxSilence));
    const details = { ...detailsOf(leader), ...(message !== undefined && { message }) };
    const session = this.indicators.check(key);
    if (status === 'down') return session.down(details);
    // terminus 11 knows only up and down.
    if (status === 'degraded' && typeof session.degraded === 'function') return session.degraded(details);
    return session.up(details);
  }
}

function detailsOf({ isLeader, holder, term, health }: LeaderService) {
  return {
    role: isLeader ? 'leader' : 'follower',
    holder,
    sinceRenewal: rounded(health.sinceRenewal),
    sinceContact: rounded(health.sinceContact),
    ...(term !== undefined && { term: term.toJSON() }),
  };
}

function rounded(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds);
}

function readMaxSilence(value: Duration | undefined): number {
  if (value === undefined) return Infinity;
  const milliseconds = parseDuration(value);
  if (milliseconds !== undefined && milliseconds > shortestSilence) return milliseconds;
  const problem = `Expected \`maxSilence\` to be a duration of more than a minute, such as '5m', got ${describeValue(value)}.`;
  throw new InvalidLeaderOptionsError([problem], 'LeaderHealthIndicator.isHealthy');
}
