import { tickPrefix } from './tick-prefix.js';
import { describeValue } from '../elector/options/describe-value.js';
import { InvalidLeaderOptionsError } from '../errors/invalid-leader-options.error.js';
import { type Annotations } from '../record/annotations.js';

/** What somebody wants of a job, as an annotation of its lease: whoever may change the lease can write it. */
const [pausePrefix, runPrefix] = [`pause.${tickPrefix}`, `run.${tickPrefix}`];

export const pauseKey = (job: string): string => pausePrefix + job;
export const runKey = (job: string): string => runPrefix + job;

/** What is kept of a reason. */
const longestReason = 200;

/** An annotation has to be one line that a person reads. */
export function checkedReason(reason: unknown): string {
  if (typeof reason === 'string' && reason.trim() !== '')
    return reason.split('\n', 1)[0].trim().slice(0, longestReason);
  throw new InvalidLeaderOptionsError([`Expected \`reason\` to be a text, got ${describeValue(reason)}.`]);
}

export function isPaused(annotations: Annotations, job: string): boolean {
  return pauseReason(annotations, job) !== undefined;
}

/** Undefined if it is not paused. */
export function pauseReason(annotations: Annotations, job: string): string | undefined {
  return annotations[pauseKey(job)];
}

/** When somebody asked for a run of the job that has not begun yet. What is no instant is one long ago. */
export function requestedRun(annotations: Annotations, job: string): number | undefined {
  const text = annotations[runKey(job)] as string | undefined;
  if (text === undefined) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? 0 : instant;
}
