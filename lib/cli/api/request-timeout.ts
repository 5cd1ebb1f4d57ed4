/** Milliseconds that a command waits for an answer of the API server. */
export const requestTimeout = 10_000;
