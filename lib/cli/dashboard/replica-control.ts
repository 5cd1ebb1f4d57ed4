/** Processes that whoever shows the page has started itself, such as the demo's. */
export interface ReplicaControl {
  readonly rows: readonly ControlledReplica[];
  /** Calls back when they have changed, until the signal aborts. */
  onChange(listener: () => void, signal: AbortSignal): void;
  /** @returns what has come of it, for people @throws ProblemError if it cannot be done */
  act(replica: string, deed: string): string;
}

export interface ControlledReplica {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
  /** What may be done to it, always the same ones. */
  readonly deeds: readonly Deed[];
}

export interface Deed {
  readonly name: string;
  readonly label: string;
  /** Whether it can be done now. */
  readonly isPossible: boolean;
}
