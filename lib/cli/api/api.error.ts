/** A request to the API server failed. The message names the request; it never has a token or a certificate. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** Of the answer, if there was one. */
    readonly status: number | undefined,
  ) {
    super(message);
  }
}
