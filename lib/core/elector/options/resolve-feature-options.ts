import { type Eligible } from '../eligibility.js';
import { describeName, describeValue } from './describe-value.js';
import { type EndpointOption, readEndpoint } from './endpoint-option.js';
import { readLeaseMetadata } from './lease-metadata.js';
import { readElectionTimings } from './election-timings.js';
import { type ElectionTimings, electionTimingNames, type ResolvedElectorOptions } from './elector-options.js';
import { eligibleOrFunction, nonEmptyString, rfc1123Subdomain, trueOrFalse } from './expectations.js';
import { OptionReader } from './option-reader.js';
import { observerNote } from './start-notes.js';
import { readWorkTimings } from './work-timings.js';

/** The options of `forFeature`, for a second lease. Timings that you leave out are those of `forRoot`. */
export interface FeatureElectorOptions extends ElectionTimings {
  /** The name that decorators and tokens use, as in `@OnlyLeader('reports')`. */
  name: string;
  /** The name of the Lease: an RFC 1123 subdomain that differs from the root's. @default `{the root's leaseName}-{name}` */
  leaseName?: string;
  /** Labels of this Lease. @default the root's */
  labels?: Readonly<Record<string, string>>;
  /** Annotations of this Lease. @default the root's */
  annotations?: Readonly<Record<string, string>>;
  /** Whether this process may lead this lease. @default as the root says */
  eligible?: Eligible;
  /** Whether to write Events on this Lease. @default as the root says */
  events?: boolean;
  /** The endpoint of this Lease's leader. No other lease of the app may name the same Service. @default none */
  endpoint?: EndpointOption;
}

const ownOptionNames = Object.keys({
  name: true,
  leaseName: true,
  labels: true,
  annotations: true,
  eligible: true,
  events: true,
  endpoint: true,
} satisfies Record<Exclude<keyof FeatureElectorOptions, keyof ElectionTimings>, true>);

/** A process has only one of each, for all its leases. */
const rootsOnly: readonly string[] = [
  'namespace',
  'identity',
  'connection',
  'waitForLeader',
  'autoClose',
  'releaseOnExit',
  'logger',
] satisfies (keyof ResolvedElectorOptions)[];

/**
 * Checks the options of a second lease, and takes the others from the first.
 *
 * @param extraKnown names of options that the caller checks
 * @throws InvalidLeaderOptionsError lists every mistake
 */
export function resolveFeatureOptions(
  options: FeatureElectorOptions,
  root: ResolvedElectorOptions,
  extraKnown: readonly string[] = [],
): ResolvedElectorOptions {
  const read = new OptionReader(options, headingFor(options));
  read.reportUnknown([...ownOptionNames, ...electionTimingNames, ...extraKnown], name =>
    rootsOnly.includes(name) ? `Unknown option \`${name}\`: set it in forRoot, for all leases.` : undefined,
  );

  const leaseName = readLeaseName(read, root);
  const metadata = readLeaseMetadata(read);
  const timings = readElectionTimings(read, root);
  const work = readWorkTimings(read, root);
  const eligible = read.option('eligible', eligibleOrFunction) ?? root.eligible;
  const events = read.option('events', trueOrFalse) ?? root.events;

  const endpoint = readEndpoint(read, root.podIp, root.connection !== 'none' && eligible !== false);
  if (endpoint !== undefined && endpoint.service === root.endpoint?.service) {
    read.report(`Expected \`endpoint.service\` to differ from forRoot's, got '${endpoint.service}' for both.`);
  }

  read.throwIfAnyProblem();
  const startNotes = eligible === false ? [observerNote(leaseName)] : undefined;
  return {
    ...root,
    ...metadata,
    ...timings,
    ...work,
    leaseName,
    eligible,
    ...(events !== undefined && { events }),
    endpoint,
    startNotes,
  };
}

function readLeaseName(read: OptionReader, root: ResolvedElectorOptions): string {
  if (!read.has('name')) read.unexpected('name', nonEmptyString.expected, undefined);
  const name = read.option('name', nonEmptyString);

  if (read.has('leaseName')) {
    const leaseName = read.option('leaseName', rfc1123Subdomain) ?? '';
    if (leaseName === root.leaseName) {
      read.report(`Expected \`leaseName\` to differ from forRoot's, got '${leaseName}' for both.`);
    }
    return leaseName;
  }

  const leaseName = `${root.leaseName}-${name}`;
  if (name !== undefined && !rfc1123Subdomain.accepts(leaseName)) {
    read.report(
      `Expected \`leaseName\` to be given, because the default, ${describeValue(leaseName)}, is not ${rfc1123Subdomain.expected}.`,
    );
  }
  return leaseName;
}

function headingFor(options: unknown): string {
  const name = (options as Partial<FeatureElectorOptions> | null | undefined)?.name;
  const which = typeof name === 'string' && name !== '' ? ` ${describeName(name)}` : '';
  return `Invalid options of the leader election${which} (forFeature)`;
}
