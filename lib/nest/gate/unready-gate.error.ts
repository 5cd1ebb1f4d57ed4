import { LeaderElectionError } from '../../core/errors/leader-election.error.js';

/**
 * A gated method was called on an instance without a `LeaderService`. The call is refused, because the gate cannot know
 * whether this process leads.
 */
export class UnreadyGateError extends LeaderElectionError {
  /** Stable: check it instead of the message. */
  declare readonly code: 'unreadyGate';

  /**
   * @param gate the decorator and the method
   * @param module what to import
   * @param isDetached the call came without an instance: see `isDetached`
   */
  constructor(gate: string, module: string, isDetached = false) {
    super('unreadyGate', `${gate}: ${isDetached ? detached : noService(module)}`);
  }
}

const detached =
  'the method was called without its `this`, so the call was refused. Call it on its instance: `() => jobs.run()` in place ' +
  'of `jobs.run`.';

function noService(module: string): string {
  return (
    `this instance has no LeaderService, so the call was refused. Import ${module}, ` +
    'and let Nest make the instance: one made by hand with `new`, and the one that a job of a ' +
    'transient or request-scoped provider is called on, have none.'
  );
}

/** Whether a method was called on anything but an instance of its class: somebody passed the bare method on. */
export function isDetached(target: object, self: unknown): boolean {
  return typeof self !== 'object' || self === null || !Object.prototype.isPrototypeOf.call(target, self);
}
