/** A method of the app that an election decides about, as `LeaderService.gates()` lists it. */
export interface DecoratedCall {
  /** `InvoiceJobs.sendInvoices` */
  readonly call: string;
  /** As the user wrote it: `@OnlyLeader('reports')`, `@OnLeadershipLost()`. */
  readonly decorator: string;
  /** What the lease is called in Kubernetes. */
  readonly leaseName: string;
  /** What Nest calls it for: `scheduled job`, `route`, `message`, `event` …; undefined for a method of the app's own. */
  readonly kind: string | undefined;
  /** `0 0 * * *`, `every 30s`; undefined without `@Cron` or `@Interval`. */
  readonly schedule: string | undefined;
  /**
   * What happens to a call in a replica that does not lead: `skip`, `refuse`, or `once` for a job whose ticks are kept. A
   * handler has `handler`: the election itself calls it. A message that every replica gets, as over Redis, is left to the
   * leader, also with `refuse`.
   */
  readonly mode: 'skip' | 'refuse' | 'once' | 'handler';
  /**
   * The names of the functions that other decorators put around the method, the outermost first. Not all can be seen: only
   * the outermost, what each decorator of this package found, and what those name as their own (`__original` or
   * `__sentry_original__`).
   */
  readonly wrappers: readonly string[];
  /** The Nest module that provides the instance. */
  readonly module: string | undefined;
}
