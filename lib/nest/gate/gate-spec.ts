/** What happens to a call while this process does not lead. */
export type Otherwise = 'skip' | 'throw';

/** What `@OnlyLeader()` was told. */
export interface GateSpec {
  /** The lease's name in `forFeature`; undefined for the one of `forRoot`. */
  readonly name: string | undefined;
  /** Undefined: by the kind of call. */
  readonly otherwise: Otherwise | undefined;
}
