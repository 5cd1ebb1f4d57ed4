/** What the ledger says of one job. Instants are milliseconds since the epoch. */
export interface LedgerEntry {
  /** The tick last begun: it and all earlier ones are done with, whatever a clock says. */
  readonly begun: number;
  /** How often it was begun. */
  readonly attempt: number;
  /** The tick last run to its end; `begun` itself once that is. */
  readonly finished: number | undefined;
  /** It was interrupted and reported, and is not run again. */
  readonly givenUp: boolean;
}

/** Readable in `kubectl get lease -o yaml`: `{"begun":"2030-01-01T00:00:00.000Z","attempt":1}`. */
export function formatEntry({ begun, attempt, finished, givenUp }: LedgerEntry): string {
  return JSON.stringify({
    begun: formatInstant(begun),
    attempt,
    ...(finished === undefined ? {} : { finished: formatInstant(finished) }),
    ...(givenUp ? { givenUp } : {}),
  });
}

/** Undefined for what is none, since anybody may write anything into a lease. */
export function parseEntry(text: string): LedgerEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { begun, attempt = 1, finished, givenUp = false } = value as Record<string, unknown>;
  const begunAt = parseInstant(begun);
  const finishedAt = finished === undefined ? undefined : parseInstant(finished);
  if (begunAt === undefined || (finished !== undefined && finishedAt === undefined)) return undefined;
  if (typeof attempt !== 'number' || !Number.isInteger(attempt) || attempt < 1) return undefined;
  return { begun: begunAt, attempt, finished: finishedAt, givenUp: givenUp === true };
}

/** Begun, not finished, and nobody has done anything about it yet. */
export function isUnfinished({ begun, finished, givenUp }: LedgerEntry): boolean {
  return finished !== begun && !givenUp;
}

function formatInstant(instant: number): string {
  return new Date(instant).toISOString();
}

function parseInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : instant;
}
