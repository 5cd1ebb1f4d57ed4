import { readConnection } from './connection-check.js';
import { readLeaseMetadata } from './lease-metadata.js';
import { readElectionTimings } from './election-timings.js';
import { readEndpoint } from './endpoint-option.js';
import { type ConnectionOption } from '../../lease/connection/connection-option.js';
import { defaultConnection } from '../../lease/connection/default-connection.js';
import {
  type ElectionTimings,
  electionTimingNames,
  type ElectorOptions,
  type ResolvedElectorOptions,
} from './elector-options.js';
import {
  eligibleOrFunction,
  loggerOrFalse,
  printableIdentity,
  rfc1123Label,
  rfc1123Subdomain,
  trueOrFalse,
} from './expectations.js';
import { OptionReader } from './option-reader.js';
import { startNotes } from './start-notes.js';
import { longestTimer, readWorkTimings } from './work-timings.js';
import { type ElectorLogger, silentLogger } from '../logger.js';

/** What the defaults depend on. */
export interface OptionsEnvironment {
  readonly env: NodeJS.ProcessEnv;
  readonly hostname: string;
  readonly pid: number;
  readonly defaultLogger: ElectorLogger;
  /** Five or more random characters of [a-z0-9]: containers share pids, and pods on the host network share host names. */
  random(): string;
  /** Whether Kubernetes has mounted one. */
  hasServiceAccount(): boolean;
  /**
   * The namespace that belongs to the connection: the pod's own, or that of a kubeconfig's context; undefined if unknown.
   *
   * @throws Error if it cannot be read
   */
  podNamespace(connection: ConnectionOption): string | undefined;
}

const otherOptionNames = Object.keys({
  leaseName: true,
  namespace: true,
  labels: true,
  annotations: true,
  identity: true,
  connection: true,
  eligible: true,
  events: true,
  endpoint: true,
  waitForLeader: true,
  autoClose: true,
  releaseOnExit: true,
  logger: true,
} satisfies Record<Exclude<keyof ElectorOptions, keyof ElectionTimings>, true>);

/**
 * Checks all options and fills in the defaults. Depends on nothing but its arguments.
 *
 * @throws InvalidLeaderOptionsError lists every mistake
 */
export function resolveElectorOptions(
  options: ElectorOptions | undefined,
  environment: OptionsEnvironment,
): ResolvedElectorOptions {
  const read = new OptionReader(options === undefined ? {} : options);
  const resolved = readElectorOptions(read, environment);
  read.throwIfAnyProblem();
  return resolved;
}

/**
 * The same, for whoever reads options of its own from the same object. The result is whole only if the reader has no problem.
 *
 * @param extraKnown the names of those
 */
export function readElectorOptions(
  read: OptionReader,
  environment: OptionsEnvironment,
  extraKnown: readonly string[] = [],
): ResolvedElectorOptions {
  read.reportUnknown([...otherOptionNames, ...electionTimingNames, ...extraKnown]);

  const { env, hostname, pid } = environment;
  const connection = readConnection(read) ?? defaultConnection(env, environment.hasServiceAccount());
  const leaseName = read.option('leaseName', rfc1123Subdomain) ?? 'nodejs-leader-election';
  const namespace = readNamespace(read, () => environment.podNamespace(connection));
  const metadata = readLeaseMetadata(read);
  const identity =
    read.option('identity', printableIdentity) ?? ['elector', hostname, pid, environment.random()].join('-');
  const timings = readElectionTimings(read);
  const work = readWorkTimings(read, {
    drainTimeout: 10_000,
    abortGrace: 1_000,
    releaseTimeout: 3_000,
    serverClockMargin: 2_000,
  });
  const eligible = read.option('eligible', eligibleOrFunction) ?? true;
  const events = read.option('events', trueOrFalse) ?? false;
  const { POD_IP: podIp } = env;
  const endpoint = readEndpoint(read, podIp, connection !== 'none' && eligible !== false);
  const waitForLeader = readWaitForLeader(read) ?? 0;
  const autoClose = read.option('autoClose', trueOrFalse) ?? true;
  const releaseOnExit = read.option('releaseOnExit', trueOrFalse) ?? true;
  const logger = read.option('logger', loggerOrFalse) ?? environment.defaultLogger;

  const isDefaultConnection = !read.has('connection');
  const isDefaultName = !read.has('leaseName');
  const isProduction = env.NODE_ENV === 'production';
  const notes = startNotes({
    leaseName,
    namespace,
    connection,
    eligible,
    isDefaultName,
    isDefaultConnection,
    isProduction,
  });

  return {
    leaseName,
    namespace,
    ...metadata,
    identity,
    connection,
    ...timings!, // undefined only with a problem
    ...work,
    eligible,
    ...(events && { events }),
    ...(endpoint && { endpoint }),
    ...(podIp && { podIp }),
    waitForLeader,
    autoClose,
    releaseOnExit,
    logger: logger === false ? silentLogger : logger,
    ...(notes.length > 0 && { startNotes: notes }),
  };
}

function readNamespace(read: OptionReader, ofConnection: () => string | undefined): string {
  if (read.has('namespace')) return read.option('namespace', rfc1123Label) ?? '';
  try {
    return ofConnection() || 'default';
  } catch (error) {
    read.report(`Expected \`namespace\` to be given, because ${(error as Error).message}.`);
    return '';
  }
}

function readWaitForLeader(read: OptionReader): number | undefined {
  const value = read.get('waitForLeader');
  if (typeof value === 'boolean') return value ? Infinity : 0;
  return read.duration('waitForLeader', {
    longest: longestTimer,
    expected: "true, false or a duration (milliseconds, or a string such as '30s')",
  });
}
