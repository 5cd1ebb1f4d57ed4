/** The command line was not understood. */
export class UsageError extends Error {
  /** @param command whose help tells more */
  constructor(
    message: string,
    readonly command?: string,
  ) {
    super(message);
  }
}
