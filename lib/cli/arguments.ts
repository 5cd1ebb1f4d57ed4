import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage.error.js';
import { formatDuration, parseDuration } from '../core/elector/options/duration.js';
import { type Expectation, rfc1123Label, rfc1123Subdomain } from '../core/elector/options/expectations.js';

export type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** Which every command has. */
export const commonOptions = {
  namespace: { type: 'string', short: 'n' },
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  server: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies OptionTable;

/** What was written after a command's name. Each question is answered or refused with a `UsageError`. */
export class Arguments {
  readonly positionals: readonly string[];
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(
    private readonly command: string,
    args: readonly string[],
    options: OptionTable,
  ) {
    try {
      const all = { ...commonOptions, ...options };
      const parsed = parseArgs({ args: [...args], options: all, allowPositionals: true, strict: true });
      this.values = parsed.values;
      this.positionals = parsed.positionals;
    } catch (error) {
      throw this.mistake(firstSentence((error as Error).message));
    }
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name] as string | undefined;
    if (value?.trim() === '') throw this.mistake(`--${name} needs a value.`);
    return value;
  }

  /** Of an option that may be given more than once. */
  texts(name: string): readonly string[] {
    return (this.values[name] as readonly string[] | undefined) ?? [];
  }

  /** Milliseconds. */
  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined && milliseconds >= 0 && Number.isFinite(milliseconds)) return milliseconds;
    throw this.mistake(`Expected --${name} to be a duration such as ${formatDuration(30_000)}, got "${text}".`);
  }

  /** A name as Kubernetes has them for leases, services and so on. */
  name(what: string, value: string): string {
    return this.checked(what, value, rfc1123Subdomain);
  }

  get namespace(): string | undefined {
    const namespace = this.text('namespace');
    return namespace === undefined ? undefined : this.checked('--namespace', namespace, rfc1123Label);
  }

  /** Those after the command's name, and no more of them. */
  only(...names: readonly string[]): readonly string[] {
    const { positionals } = this;
    if (positionals.length > names.length) throw this.mistake(`"${positionals[names.length]}" is one word too many.`);
    if (positionals.length < names.length) throw this.mistake(`The ${names[positionals.length]} is missing.`);
    return positionals;
  }

  mistake(message: string): UsageError {
    return new UsageError(message, this.command);
  }

  private checked(what: string, value: string, { accepts, expected }: Expectation<string>): string {
    if (!accepts(value)) throw this.mistake(`Expected ${what} to be ${expected}, got "${String(value)}".`);
    return value;
  }
}

/** Node's advice, after that, is about its own parser. */
function firstSentence(message: string): string {
  const [sentence] = message.split(/(?<=[^.])\. |\n/, 1);
  return `${sentence.replace(/\.$/, '')}.`;
}
