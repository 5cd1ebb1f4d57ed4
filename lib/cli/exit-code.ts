/** What the process ends with; documented in docs/command-line.md. */
export const exitCode = {
  well: 0,
  /** It found a problem, or could not do what it was asked. */
  problem: 1,
  /** The command line was not understood; nothing was sent. */
  usage: 2,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
