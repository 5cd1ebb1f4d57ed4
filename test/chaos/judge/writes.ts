/** A write that was sent, whatever became of it. */
export interface Attempt {
  readonly id: string;
  /** The write that it follows on. */
  readonly previous: string;
  readonly token: bigint;
  readonly process: string;
}

export interface WriteHistory {
  /** What the resource held at first. */
  readonly origin: string;
  readonly attempts: ReadonlyMap<string, Attempt>;
  readonly acknowledged: readonly string[];
  /** What the resource holds in the end. */
  readonly final: string;
}

export interface WritesJudged {
  /** All writes that were accepted, first to last, acknowledged or not. */
  readonly accepted: readonly Attempt[];
  readonly problems: readonly string[];
}

/**
 * Each write names the one that it replaces, and was written down before it was sent. So the way back from what the
 * resource holds in the end is all that it ever accepted: every write that was acknowledged must lie on it (nothing was
 * lost), and the tokens along it must never go down (no older leader's write after a newer one's).
 */
export function judgeWrites({ origin, attempts, acknowledged, final }: WriteHistory): WritesJudged {
  const problems: string[] = [];
  const accepted: Attempt[] = [];
  const seen = new Set<string>();
  for (let id = final; id !== origin;) {
    const attempt = attempts.get(id);
    if (!attempt || seen.has(id)) {
      problems.push(attempt ? `write ${id} follows on itself` : `nobody has sent the write ${id} that was accepted`);
      break;
    }
    seen.add(id);
    accepted.push(attempt);
    id = attempt.previous;
  }
  accepted.reverse();

  for (const id of acknowledged) {
    if (!seen.has(id)) problems.push(`write ${id} of ${attempts.get(id)?.process} was acknowledged and is lost`);
  }
  let newest: Attempt | undefined;
  for (const attempt of accepted) {
    if (newest && attempt.token < newest.token) {
      problems.push(
        `write ${attempt.id} of ${attempt.process} with token ${attempt.token} was accepted after one with ${newest.token}`,
      );
    } else newest = attempt;
  }
  return { accepted, problems };
}
