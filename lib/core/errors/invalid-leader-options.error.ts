import { LeaderElectionError } from './leader-election.error.js';

/** Some options are wrong. `problems` lists every mistake, and the message has one line for each. */
export class InvalidLeaderOptionsError extends LeaderElectionError {
  /** Stable: check it instead of the message. */
  declare readonly code: 'invalidOptions';
  /** Every mistake, in a sentence that says what to do. */
  readonly problems: readonly string[];

  /** @param heading the first line of the message; says whose options they are */
  constructor(problems: readonly string[], heading = 'Invalid leader election options') {
    super('invalidOptions', [`${heading}:`, ...problems.map(problem => `- ${problem}`)].join('\n'));
    this.problems = [...problems];
  }
}
