import { InvalidLeaderOptionsError } from '../../errors/invalid-leader-options.error.js';
import { type Duration, parseDuration } from './duration.js';

/** Milliseconds; undefined for undefined. */
export function readCooldown(cooldown: Duration | undefined): number | undefined {
  if (cooldown === undefined) return undefined;
  const milliseconds = parseDuration(cooldown);
  if (milliseconds !== undefined && milliseconds >= 0) return milliseconds;
  throw new InvalidLeaderOptionsError([
    `Expected \`cooldown\` to be a duration (milliseconds, or a string such as '30s'), got \`${String(cooldown)}\` (${typeof cooldown}).`,
  ]);
}
