import { type DiscoveryService } from '@nestjs/core';
import { type AppCall, listAppCalls } from './app-calls.js';
import { startUpWarnings } from './start-up-check.js';
import { findUselessGuards } from './useless-guards.js';
import { type ElectorLogger } from '../../core/elector/logger.js';
import { InvalidLeaderOptionsError } from '../../core/errors/invalid-leader-options.error.js';
import { type AppMethod } from '../discovery/app-methods.js';
import { hasEventEmitter } from '../discovery/event-emitter.js';
import { schedulersOf } from '../discovery/schedulers.js';
import { gatesOf } from '../gate/gate-metadata.js';
import { type Otherwise } from '../gate/gate-spec.js';
import { leaderGuardOf } from '../gate/guarded-methods.js';
import { handlersOf } from '../handlers/handler-metadata.js';
import { type DecoratedCall } from '../service/decorated-call.js';
import { type LeaderLookup } from '../service/leader-lookup.js';

/** Makes the start-up table, logs it, and says what in it cannot work. */
export class StartUpTable {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly leaders: LeaderLookup,
    private readonly logger: ElectorLogger,
  ) {}

  /**
   * @param methods those that `isInStartUpTable`
   * @throws InvalidLeaderOptionsError that lists every guard without an effect
   */
  check(methods: readonly AppMethod[]): void {
    const guards = findUselessGuards(methods.filter(({ prototype, key }) => leaderGuardOf(prototype, key)));
    if (guards.problems.length > 0) {
      throw new InvalidLeaderOptionsError(guards.problems, 'Invalid use of LeaderGuard');
    }
    const decorated = methods.filter(({ prototype, key }) => isDecorated(prototype, key));
    const calls = listAppCalls(decorated, this.leaders);
    for (const call of calls) this.logger.debug?.(describe(call));
    const warnings = startUpWarnings({
      calls,
      schedulers: schedulersOf(this.discovery).length,
      hasEvents: hasEventEmitter(this.discovery),
    });
    for (const warning of [...guards.warnings, ...warnings]) this.logger.warn(warning);
  }
}

/** Whether the table has anything to say about a method. */
export function isInStartUpTable(prototype: object, key: string): boolean {
  return isDecorated(prototype, key) || leaderGuardOf(prototype, key) !== undefined;
}

function isDecorated(prototype: object, key: string): boolean {
  return handlersOf(prototype, key).length > 0 || gatesOf(prototype, key).length > 0;
}

const inOtherReplicas: Record<DecoratedCall['mode'], string> = {
  skip: 'skipped if this process does not lead',
  refuse: 'refused if this process does not lead',
  once: 'each tick runs once',
  handler: 'called by the election',
};

function describe({ row, kind, gate }: AppCall): string {
  const { call, decorator, leaseName, schedule, wrappers } = row;
  const what = [row.kind ?? 'method', schedule].filter(part => part !== undefined).join(' ');
  const wrapped = wrappers.length === 0 ? '' : `, wrapped by ${wrappers.join(', ')}`;
  const fate = kind?.name === 'a message' ? fateOfMessage(row.mode, gate?.otherwise) : inOtherReplicas[row.mode];
  return `Lease "${leaseName}": ${decorator} ${call} (${what}): ${fate}${wrapped}.`;
}

/** At start the transport is not known yet: `isForAll` looks at each message. */
function fateOfMessage(mode: DecoratedCall['mode'], otherwise: Otherwise | undefined): string {
  if (mode === 'skip') return 'left to the leader if this process does not lead';
  const overRedis = mode === 'refuse' && otherwise === undefined ? ' (over Redis, left to the leader)' : '';
  return inOtherReplicas[mode] + overRedis;
}
