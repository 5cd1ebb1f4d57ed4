/** An instant in milliseconds as an ISO text. */
export function iso(instant: number): string;
export function iso(instant: number | undefined): string | undefined;
export function iso(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
