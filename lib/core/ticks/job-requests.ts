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

/** Somebody asked for a run of a job. */
export interface RunRequest {
  readonly key: string;
  readonly text: string;
  /** When; undefined if the text is no instant. */
  readonly at: number | undefined;
}

/** Undefined if there is none that has not begun yet. */
export function requestedRun(annotations: Annotations, job: string): RunRequest | undefined {
  const key = runKey(job);
  const text = annotations[key] as string | undefined;
  if (text === undefined) return undefined;
  const instant = Date.parse(text);
  return { key, text, at: Number.isNaN(instant) ? undefined : instant };
}
