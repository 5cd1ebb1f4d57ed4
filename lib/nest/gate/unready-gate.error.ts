import { LeaderElectionError } from '../../core/errors/leader-election.error.js';

/**
 * A gated method was called on an instance without a `LeaderService`. The call is refused, because the gate cannot know
 * whether this process leads.
 */
export class UnreadyGateError extends LeaderElectionError {
  declare readonly code: 'unreadyGate';

  /**
   * @param gate the decorator and the method
   * @param module what to import
   */
  constructor(gate: string, module: string) {
    super(
      'unreadyGate',
      `${gate}: this instance has no LeaderService, so the call was refused. Import ${module}, ` +
        'and let Nest make the instance: one made by hand with `new`, and the one that a job of a ' +
        'transient or request-scoped provider is called on, have none.',
    );
  }
}
