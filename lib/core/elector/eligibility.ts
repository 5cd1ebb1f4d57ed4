import { type ElectorLogger } from './logger.js';

/** `true`, `false`, or a function that answers at once: whether this process may lead. */
export type Eligible = boolean | (() => boolean);

/** Asks the user's function. One that throws, or gives no answer, changes nothing; that is said when it begins and when it ends. */
export class Eligibility {
  private last = true;
  private isFailing = false;

  constructor(
    private readonly eligible: Eligible,
    private readonly leaseName: string,
    private readonly logger: ElectorLogger,
  ) {}

  /** How the election is to find out. */
  get kind(): 'always' | 'never' | 'asked' {
    if (typeof this.eligible === 'function') return 'asked';
    return this.eligible ? 'always' : 'never';
  }

  /** The answer, or else the last one there was; `true` if there has been none. */
  ask(): boolean {
    if (typeof this.eligible === 'boolean') return this.eligible;
    try {
      this.last = answerOf(this.eligible());
      if (this.isFailing) this.logger.log(`Lease "${this.leaseName}": \`eligible\` answers again.`);
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.logger.warn(this.failed(error));
      this.isFailing = true;
    }
    return this.last;
  }

  private failed(error: unknown): string {
    const still = this.last ? 'still counts as eligible' : 'still counts as not eligible';
    const message = error instanceof Error ? error.message : String(error);
    return `Lease "${this.leaseName}": \`eligible\` threw, so this process ${still}: ${message}`;
  }
}

function answerOf(answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer;
  // Nobody else would handle its rejection.
  if (answer instanceof Promise) answer.catch(() => {});
  const kind = answer instanceof Promise ? 'a promise' : typeof answer;
  throw new TypeError(`Expected \`eligible\` to return true or false at once, got ${kind}.`);
}
