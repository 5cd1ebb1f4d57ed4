/** What was asked cannot be done. The message says why, and what to do. */
export class ProblemError extends Error {}
