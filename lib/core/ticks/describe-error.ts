/** What a job rejected with, which may be anything: something without a text, or whose text cannot be had. */
export function describeError(error: unknown): { readonly text: string; readonly stack: string | undefined } {
  return { text: attempt(() => String(error)) ?? 'something without a text', stack: attempt(() => stackOf(error)) };
}

function stackOf(error: unknown): string | undefined {
  const stack: unknown = error instanceof Error ? error.stack : undefined;
  return typeof stack === 'string' ? stack : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
