/** Any method, as a decorator finds it. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;
