import { parseObject } from '../record/parse-object.js';

/** What the ledger says of one job. Instants are milliseconds since the epoch. */
export interface LedgerEntry {
  /** What its schedule was when that was written, since only ticks of the present one count. */
  readonly schedule?: string;
  /** Only later ticks count: the job was new then, or its schedule another one, or its earlier ticks were passed over. */
  readonly since?: number;
  /** The tick last begun: it and all earlier ones are over, whatever a clock says. */
  readonly begun?: number;
  /** How often it was begun, and when the last time. */
  readonly attempt: number;
  readonly startedAt?: number;
  /** The tick last run to its end, well or not; `begun` itself once that is. When it ended. */
  readonly finished?: number;
  readonly finishedAt?: number;
  /** The request (its instant) that was last taken up: it may be written twice, and is run once. */
  readonly requested?: number;
  /** It was reported, and is not run again. */
  readonly givenUp?: 'interrupted' | 'late';
  readonly failure?: LedgerFailure;
}

/** The last time that the job threw. */
export interface LedgerFailure {
  readonly scheduledAt: number;
  readonly at: number;
  /** Which attempt it was. */
  readonly attempt: number;
  /** How often that tick has failed. */
  readonly times: number;
  /** The first line. */
  readonly message: string;
}

/** Letters of a failure's message. */
const longestMessage = 200;

const instants = ['since', 'begun', 'startedAt', 'finished', 'finishedAt', 'requested'] as const;

/** Readable in `kubectl get lease -o yaml`: `{"begun":"2030-01-01T00:00:00.000Z","attempt":1}`. */
export function formatEntry({ schedule, failure, attempt, givenUp, ...rest }: LedgerEntry): string {
  return JSON.stringify({
    ...Object.fromEntries(instants.map(key => [key, formatInstant(rest[key])])),
    ...(rest.begun === undefined ? {} : { attempt }),
    givenUp,
    failure: failure && { ...failure, scheduledAt: formatInstant(failure.scheduledAt), at: formatInstant(failure.at) },
    schedule,
  });
}

/** Undefined for anything that is no entry. */
export function parseEntry(text: string): LedgerEntry | undefined {
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const { attempt = 1, givenUp, schedule, failure, ...rest } = value;
  const entry: { -readonly [K in keyof LedgerEntry]: LedgerEntry[K] } = { attempt: 1 };
  for (const key of instants) {
    if (rest[key] === undefined) continue;
    const instant = parseInstant(rest[key]);
    if (instant === undefined) return undefined;
    entry[key] = instant;
  }
  if (entry.begun === undefined && entry.since === undefined) return undefined;
  if (typeof attempt !== 'number' || !Number.isInteger(attempt) || attempt < 1) return undefined;
  entry.attempt = attempt;
  if (givenUp === 'late' || givenUp === 'interrupted' || givenUp === true) {
    entry.givenUp = givenUp === true ? 'interrupted' : givenUp;
  }
  if (typeof schedule === 'string') entry.schedule = schedule;
  const failed = parseFailure(failure);
  if (failed !== undefined) entry.failure = failed;
  return entry;
}

/** Ticks up to that one are over. */
export function overUpTo({ begun = -Infinity, since = -Infinity }: LedgerEntry): number {
  return Math.max(begun, since);
}

/** Begun, not run to its end, and nobody has done anything about it yet. */
export function isUnfinished({ begun, finished, givenUp }: LedgerEntry): boolean {
  return begun !== undefined && finished !== begun && givenUp === undefined;
}

/** How often the tick last begun has failed. */
export function failuresOf({ begun, failure }: LedgerEntry): number {
  return failure !== undefined && failure.scheduledAt === begun ? failure.times : 0;
}

/** Its last attempt failed, and it is to be run again. */
export function isToBeRetried(entry: LedgerEntry): boolean {
  return isUnfinished(entry) && failuresOf(entry) > 0 && entry.failure?.attempt === entry.attempt;
}

/** Letters of a schedule that the ledger keeps; of a longer one, a hash. */
const longestSchedule = 80;

/** What the ledger knows a schedule by. */
export function scheduleId({ text }: { readonly text: string }): string {
  if (text.length <= longestSchedule) return text;
  let hash = 0x811c9dc5; // FNV-1a
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return `${text.slice(0, longestSchedule - 10)}… ${(hash >>> 0).toString(16)}`;
}

/** What is kept of a failure's description. */
export function shortMessage(description: string): string {
  return description.split('\n', 1)[0].slice(0, longestMessage);
}

function formatInstant(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

function parseInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : instant;
}

function parseFailure(value: unknown): LedgerFailure | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { scheduledAt, at, attempt = 1, times = 1, message = '' } = value as Record<string, unknown>;
  const [scheduled, failed] = [parseInstant(scheduledAt), parseInstant(at)];
  if (scheduled === undefined || failed === undefined) return undefined;
  if (typeof attempt !== 'number' || typeof times !== 'number' || typeof message !== 'string') return undefined;
  return { scheduledAt: scheduled, at: failed, attempt, times, message: shortMessage(message) };
}
