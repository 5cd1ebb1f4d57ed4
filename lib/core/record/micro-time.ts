/** Microseconds since the epoch. A safe integer until the year 2255. */
export type Micros = number;

/** Formats the API's MicroTime: RFC 3339 with exactly six sub-second digits. */
export function formatMicroTime(micros: Micros): string {
  const seconds = Math.floor(micros / 1_000_000);
  const rest = micros - seconds * 1_000_000;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(rest).padStart(6, '0')}Z`;
}

const pattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;

/** Parses a MicroTime. Undefined for anything else, because anybody may write anything into a lease. */
export function parseMicroTime(text: unknown): Micros | undefined {
  if (typeof text !== 'string') return undefined;
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, whole, fraction = '', zone] = match;
  const milliseconds = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(milliseconds)) return undefined;
  const micros = milliseconds * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  return Number.isSafeInteger(micros) ? micros : undefined;
}
