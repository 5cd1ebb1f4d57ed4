import { LeaderElectionError } from './leader-election.error.js';

/** Options that cannot work. Every mistake found is in `problems`, and in the message on a line of its own. */
export class InvalidLeaderOptionsError extends LeaderElectionError {
  declare readonly code: 'invalid_options';
  readonly problems: readonly string[];

  /** @param heading what the options are of; the message's first line */
  constructor(problems: readonly string[], heading = 'Invalid leader election options') {
    super('invalid_options', [`${heading}:`, ...problems.map(problem => `- ${problem}`)].join('\n'));
    this.problems = [...problems];
  }
}
