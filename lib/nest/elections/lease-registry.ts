import { inspect, isDeepStrictEqual } from 'node:util';
import { type EarlySignals } from '../../core/elector/early-signals.js';
import { type ElectorFactory } from './elector-factory.js';
import { type ElectorPort } from '../../core/elector/elector-port.js';
import { resolveModuleOptions } from './resolve-module-options.js';
import { type ResolvedElectorOptions } from '../../core/elector/options/elector-options.js';
import {
  type FeatureElectorOptions,
  resolveFeatureOptions,
} from '../../core/elector/options/resolve-feature-options.js';
import { InvalidLeaderOptionsError } from '../../core/errors/invalid-leader-options.error.js';
import { type LeaderElectionModuleOptions } from './leader-election-options.js';
import { AppLife } from '../service/app-life.js';
import { LeaderInternals, type LeaderServiceOptions } from '../service/leader-internals.js';
import { LeaderService } from '../service/leader.service.js';

interface Feature {
  readonly options: ResolvedElectorOptions;
  readonly leader: LeaderService;
}

/**
 * The registry of an app's leases. A lease has an elector once somebody asks for its service, so one whose service was
 * overridden in a test has none.
 */
export class LeaseRegistry {
  readonly options: ResolvedElectorOptions;
  readonly life = new AppLife();
  private readonly electors: ElectorPort[] = [];
  private readonly internals: LeaderInternals[] = [];
  private readonly serviceOptions: LeaderServiceOptions;
  private readonly features = new Map<string, Feature>();
  private rootLeader: LeaderService | undefined;

  /** @throws InvalidLeaderOptionsError */
  constructor(
    options: LeaderElectionModuleOptions,
    private readonly factory: ElectorFactory,
    /** What came before anybody could start or stop an elector. */
    readonly earlySignals?: EarlySignals,
  ) {
    const resolved = resolveModuleOptions(options);
    this.options = resolved.elector;
    this.serviceOptions = { exposeHolder: resolved.exposeHolder };
  }

  /** The service of `forRoot`'s lease. */
  root(): LeaderService {
    return (this.rootLeader ??= this.register(this.options));
  }

  /**
   * The service of a named lease: of the one there is already, if the options say the same.
   *
   * @throws InvalidLeaderOptionsError
   */
  feature(given: FeatureElectorOptions): LeaderService {
    const options = resolveFeatureOptions(given, this.options);
    const known = this.features.get(given.name);
    if (known !== undefined) {
      if (isDeepStrictEqual(known.options, options)) return known.leader;
      throw new InvalidLeaderOptionsError([
        `LeaderElectionModule.forFeature({ name: '${given.name}' }) was imported twice, with different options: ${differences(known.options, options)}.`,
      ]);
    }
    this.refuseTwins(given.name, options);
    const leader = this.register(options, given.name);
    this.features.set(given.name, { options, leader });
    return leader;
  }

  /** Campaigns for every lease. Resolves at once, or as `waitForLeader` says. */
  async start(): Promise<void> {
    this.life.isStarted = true;
    await Promise.all(this.electors.map(elector => elector.start()));
  }

  /** Ends every term gracefully and stops; resolves when all is done, also for work that does not end. */
  async stop(): Promise<void> {
    this.life.isStopped = true;
    await Promise.all(this.electors.map(elector => elector.stop()));
    for (const internals of this.internals) internals.stopped();
    await this.factory.close();
  }

  private register(options: ResolvedElectorOptions, name?: string): LeaderService {
    const elector = this.factory.create(options, name);
    this.electors.push(elector);
    if (this.life.isStarted && !this.life.isStopped) this.startLate(elector);
    const internals = new LeaderInternals(elector, this.serviceOptions, this.life);
    this.internals.push(internals);
    return new LeaderService(internals);
  }

  /** Of a module that is loaded while the app runs: nobody waits for a leader then. */
  private startLate(elector: ElectorPort): void {
    elector.start().catch((error: unknown) => this.options.logger.error(String(error)));
  }

  /** Two leases have two leaders, so they share neither the Lease nor the Service that leads to its leader. */
  private refuseTwins(name: string, { leaseName, endpoint }: ResolvedElectorOptions): void {
    const problems: string[] = [];
    for (const [other, { options }] of this.features) {
      const both = `LeaderElectionModule.forFeature: '${other}' and '${name}' both`;
      if (options.leaseName === leaseName) {
        problems.push(`${both} campaign for the lease "${leaseName}". Give one of them another \`leaseName\`.`);
      }
      if (endpoint !== undefined && options.endpoint?.service === endpoint.service) {
        problems.push(`${both} have the \`endpoint.service\` '${endpoint.service}'. Give one of them another Service.`);
      }
    }
    if (problems.length > 0) throw new InvalidLeaderOptionsError(problems);
  }
}

function differences(one: ResolvedElectorOptions, other: ResolvedElectorOptions): string {
  const names = Object.keys(one) as (keyof ResolvedElectorOptions)[];
  return names
    .filter(name => !isDeepStrictEqual(one[name], other[name]))
    .map(name => `\`${name}\` is ${inspect(one[name])} and ${inspect(other[name])}`)
    .join(', ');
}
