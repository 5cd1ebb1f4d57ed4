import { retriesOut } from '../../election/handing-over.js';
import { InvalidLeaderOptionsError } from '../../errors/invalid-leader-options.error.js';
import { type StepDownOptions } from '../elector-port.js';
import { type Duration, parseDuration } from './duration.js';
import { describeValue } from './describe-value.js';
import { type ResolvedElectorOptions } from './elector-options.js';
import { printableIdentity } from './expectations.js';

/** What a step-down is to do. */
export interface StepDown {
  /** Milliseconds to stay out. */
  readonly cooldown: number;
  readonly to: string | undefined;
}

/** @throws InvalidLeaderOptionsError */
export function readStepDown(
  { cooldown, to }: StepDownOptions,
  { identity, leaseDuration, retryInterval }: ResolvedElectorOptions,
): StepDown {
  if (to !== undefined && (!printableIdentity.accepts(to) || to === identity)) {
    const got = to === identity ? "this process's own" : describeValue(to);
    throw new InvalidLeaderOptionsError([`Expected \`to\` to be the identity of another replica, got ${got}.`]);
  }
  const usual = to === undefined ? leaseDuration : retriesOut * retryInterval;
  return { cooldown: readCooldown(cooldown) ?? usual, to };
}

/** Milliseconds; undefined for undefined. */
function readCooldown(cooldown: Duration | undefined): number | undefined {
  if (cooldown === undefined) return undefined;
  const milliseconds = parseDuration(cooldown);
  if (milliseconds !== undefined && milliseconds >= 0) return milliseconds;
  throw new InvalidLeaderOptionsError([
    `Expected \`cooldown\` to be a duration (milliseconds, or a string such as '30s'), got \`${String(cooldown)}\` (${typeof cooldown}).`,
  ]);
}
