/** A method of the user's that an event calls. */
export interface Handler {
  /** `InvoiceJobs.consume` */
  readonly call: string;
  /** As the user wrote it. */
  readonly decorator: string;
  /** The method, of its instance. */
  invoke(...args: unknown[]): unknown;
}
