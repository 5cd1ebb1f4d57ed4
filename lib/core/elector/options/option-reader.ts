import { describeDuration, describeName, describeValue } from './describe-value.js';
import { formatDuration, parseDuration } from './duration.js';
import { type Expectation } from './expectations.js';
import { nearestName } from './nearest-name.js';
import { InvalidLeaderOptionsError } from '../../errors/invalid-leader-options.error.js';
import { isObject } from '../../record/is-object.js';

interface Bound {
  readonly ms: number;
  /** Follows the bound in the message: "at most 24h, because …". */
  readonly reason: string;
}

/** The limits of a duration. By default it must be finite and longer than 0. */
export interface DurationLimits {
  readonly mayBeZero?: boolean;
  readonly mayBeInfinite?: boolean;
  readonly shortest?: Bound;
  readonly longest?: Bound;
  /** The words after "Expected `option` to be …", for an option that accepts more than durations. */
  readonly expected?: string;
}

/** Reads options one by one and collects all mistakes. An option that is `undefined` counts as left out. */
export class OptionReader {
  private readonly options: Readonly<Record<string, unknown>>;
  private readonly problems: string[] = [];

  constructor(
    options: unknown,
    private readonly heading?: string,
  ) {
    // A Promise or a Map has no keys, and would look like "no options".
    if (!isObject(options) || Object.prototype.toString.call(options) !== '[object Object]') {
      throw new InvalidLeaderOptionsError(
        [`Expected the options to be an object, got ${describeValue(options)}.`],
        heading,
      );
    }
    this.options = options;
  }

  has(name: string): boolean {
    return this.options[name] !== undefined;
  }

  get(name: string): unknown {
    return this.options[name];
  }

  report(problem: string): void {
    this.problems.push(problem);
  }

  unexpected(name: string, expected: string, value: unknown): void {
    this.report(`Expected ${describeName(name)} to be ${expected}, got ${describeValue(value)}.`);
  }

  throwIfAnyProblem(): void {
    if (this.problems.length > 0) throw new InvalidLeaderOptionsError(this.problems, this.heading);
  }

  /** @param explain a sentence about an unknown name, if there is more to say than which known name is similar */
  reportUnknown(known: readonly string[], explain: (name: string) => string | undefined = () => undefined): void {
    for (const name of Object.keys(this.options)) {
      if (this.has(name) && !known.includes(name)) this.report(explain(name) ?? unknownOption(name, known));
    }
  }

  /** The option; undefined if it was left out, or is wrong (and has been reported). */
  option<T>(name: string, { accepts, expected }: Expectation<T>): T | undefined {
    const value = this.get(name);
    if (value === undefined || accepts(value)) return value;
    this.unexpected(name, expected, value);
    return undefined;
  }

  /** The duration in milliseconds; undefined if it was left out, or is wrong (and has been reported). */
  duration(name: string, limits: DurationLimits = {}): number | undefined {
    if (!this.has(name)) return undefined;
    const value = this.get(name);
    const problem = missingUnit(value) ?? outOfLimits(value, limits);
    if (problem === undefined) return parseDuration(value);
    this.report(`Expected \`${name}\` to be ${problem}`);
    return undefined;
  }
}

export function unknownOption(name: string, known: readonly string[], parent = ''): string {
  const nearest = nearestName(name, known);
  const suggestion = nearest === undefined ? '' : `; did you mean \`${parent}${nearest}\`?`;
  return `Unknown option ${describeName(parent + name)}${suggestion || '.'}`;
}

/** A smaller bare number was probably meant as seconds. (`retryInterval: 2` would send 500 requests a second.) */
const leastBareNumber = 100;

function missingUnit(value: unknown): string | undefined {
  if (typeof value === 'number' && value > 0 && value < leastBareNumber) {
    return `a string with a unit if it is below ${leastBareNumber}, got ${value} (number), which means ${value} ms; did you mean '${value}s'?`;
  }
  if (typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value)) {
    const unit = Number(value) < leastBareNumber ? 's' : 'ms';
    return `written with a unit, got ${describeValue(value)}; did you mean '${value}${unit}'?`;
  }
  return undefined;
}

function outOfLimits(value: unknown, limits: DurationLimits): string | undefined {
  const ms = parseDuration(value);
  const got = `, got ${describeValue(value)}.`;
  if (ms === undefined) return (limits.expected ?? "a duration (milliseconds, or a string such as '10s')") + got;
  if (ms < 0 || (ms === 0 && !limits.mayBeZero)) return (limits.mayBeZero ? '0 or longer' : 'longer than 0') + got;
  if (ms === Infinity) return limits.mayBeInfinite ? undefined : `finite${got}`;

  const { shortest, longest } = limits;
  const instead = `, got ${describeDuration(ms)}.`;
  if (shortest !== undefined && ms < shortest.ms)
    return `at least ${formatDuration(shortest.ms)}, ${shortest.reason}${instead}`;
  if (longest !== undefined && ms > longest.ms)
    return `at most ${formatDuration(longest.ms)}, ${longest.reason}${instead}`;
  return undefined;
}
