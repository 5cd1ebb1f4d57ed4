import { describeValue } from '../elector/options/describe-value.js';
import { annotationsLimit } from '../record/annotations.js';
import { tickPrefix } from './tick-prefix.js';

/** What Kubernetes demands of an annotation's name after its prefix. */
const pattern = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** What is wrong with a job's name, if anything. */
export function problemWithName(name: unknown): string | undefined {
  if (typeof name === 'string' && pattern.test(name)) return undefined;
  return (
    'Expected the name of a job to be 1 to 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or ' +
    `digit, because it names an annotation; got ${describeValue(name)}.`
  );
}

/** Bytes of the longest entry that the ledger writes for a job, with room to spare. */
const longestEntry = 700;

/** Others have annotations, too. */
const share = (annotationsLimit * 3) / 4;

/** A job, as far as its name may be in somebody's way. */
interface NamedJob {
  readonly name: string;
  /** In messages: `InvoiceJobs.sendInvoices`. */
  readonly call: string;
}

/** What is wrong with a further job of a lease, if anything. */
export function problemWithJob({ name, call }: NamedJob, others: readonly NamedJob[]): string | undefined {
  const twin = others.find(other => other.name === name);
  const problem =
    problemWithName(name) ??
    (twin && `another job, ${twin.call}, is called "${name}", too. Give one of them another name.`) ??
    problemWithNames([...others.map(other => other.name), name]);
  return problem === undefined ? undefined : `${call}: ${problem}`;
}

/** What is wrong with the jobs of one lease together, if anything. */
function problemWithNames(names: readonly string[]): string | undefined {
  const bytes = names.reduce((sum, name) => sum + tickPrefix.length + name.length + longestEntry, 0);
  if (bytes <= share) return undefined;
  return (
    `Expected the jobs with \`once\` of a lease to need at most ${share} bytes of its annotations, which Kubernetes ` +
    `limits to ${annotationsLimit}; ${names.length} jobs need ${bytes}. Give some of them a lease of their own.`
  );
}
