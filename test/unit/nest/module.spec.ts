import { afterEach, describe, expect, it } from '@jest/globals';
import { type DynamicModule, Inject, Injectable, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  getLeaderToken,
  InjectLeader,
  InvalidLeaderOptionsError,
  LeaderElectionModule,
  type LeaderElectionModuleOptions,
  type LeaderElectionOptionsFactory,
  LeaderService,
} from '../../../lib/index.js';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(app => app.close()));
});

const quiet = { connection: 'none', logger: false, autoClose: false } as const;

async function app(...imports: (DynamicModule | Type)[]) {
  const module = await Test.createTestingModule({ imports }).compile();
  open.push(module);
  return module.init();
}

describe('LeaderElectionModule.forRoot()', () => {
  it('gives every module of the app a LeaderService that leads at once outside Kubernetes', async () => {
    @Injectable()
    class Jobs {
      constructor(readonly leader: LeaderService) {}
    }
    @Module({ providers: [Jobs] })
    class JobsModule {}

    const { leader } = (await app(LeaderElectionModule.forRoot({ ...quiet, leaseName: 'billing' }), JobsModule)).get(
      Jobs,
    );
    expect(leader).toBeInstanceOf(LeaderService);
    expect([leader.isLeader, leader.leaseName, leader.namespace]).toEqual([true, 'billing', 'default']);
    expect(leader.holder).toBe(leader.identity);
    expect(leader.term).toMatchObject({ leaseName: 'billing', fencingToken: 0n });
  });

  it('needs no options', async () => {
    const module = await Test.createTestingModule({ imports: [LeaderElectionModule.forRoot()] }).compile();
    expect(module.get(LeaderService).leaseName).toBe('nodejs-leader-election');
  });

  it('reports every mistake in its options in one error, its own options included', async () => {
    const options = { ...quiet, leaseName: 'Not A Name', leaseDuratoin: '20s', exposeHolder: 'yes' };
    const error = await app(LeaderElectionModule.forRoot(options as never)).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(InvalidLeaderOptionsError);
    expect((error as InvalidLeaderOptionsError).problems).toEqual([
      expect.stringMatching(/`leaseDuratoin`; did you mean `leaseDuration`\?/),
      expect.stringMatching(/`leaseName`/),
      "Expected `exposeHolder` to be true or false, got 'yes' (string).",
    ]);
  });

  it('a second time in one app is an error that says what to do', async () => {
    @Module({ imports: [LeaderElectionModule.forRoot(quiet)] })
    class Other {}
    await expect(app(LeaderElectionModule.forRoot(quiet), Other)).rejects.toThrow(
      /forRoot\(\) was imported more than once.*forFeature/,
    );
  });

  it('may be imported twice as one and the same module', async () => {
    const root = LeaderElectionModule.forRoot(quiet);
    @Module({ imports: [root] })
    class Other {}
    await expect(app(root, Other)).resolves.toBeDefined();
  });

  it('keeps two apps of one process apart', async () => {
    const root = LeaderElectionModule.forRoot(quiet);
    const [one, two] = [await app(root), await app(root)];
    expect(one.get(LeaderService)).not.toBe(two.get(LeaderService));
    await one.close();
    expect([one.get(LeaderService).isLeader, two.get(LeaderService).isLeader]).toEqual([false, true]);
  });

  describe('with `isGlobal: false`', () => {
    @Injectable()
    class Jobs {
      constructor(readonly leader: LeaderService) {}
    }

    it('gives the LeaderService to nobody who does not import it', async () => {
      @Module({ providers: [Jobs] })
      class JobsModule {}
      await expect(app(LeaderElectionModule.forRoot({ ...quiet, isGlobal: false }), JobsModule)).rejects.toThrow(
        'LeaderService',
      );
    });

    it('gives the same LeaderService to modules that import the class', async () => {
      @Module({ imports: [LeaderElectionModule], providers: [Jobs] })
      class JobsModule {}
      const module = await app(LeaderElectionModule.forRoot({ ...quiet, isGlobal: false }), JobsModule);
      expect(module.get(Jobs).leader.isLeader).toBe(true);
    });
  });

  it('is missed by whoever imports the bare class', async () => {
    await expect(app(LeaderElectionModule)).rejects.toThrow('LeaderElectionModule.forRoot()');
  });
});

describe('LeaderElectionModule.forRootAsync()', () => {
  @Injectable()
  class Config implements LeaderElectionOptionsFactory {
    readonly leaseName: string = 'from-config';

    createLeaderElectionOptions(): LeaderElectionModuleOptions {
      return { ...quiet, leaseName: this.leaseName };
    }
  }
  @Module({ providers: [Config], exports: [Config] })
  class ConfigModule {}

  it.each([
    [
      'useFactory',
      {
        imports: [ConfigModule],
        inject: [Config],
        useFactory: async (config: Config) => ({ ...quiet, leaseName: config.leaseName }),
      },
    ],
    ['useClass', { useClass: Config }],
    ['useExisting', { imports: [ConfigModule], useExisting: Config }],
  ])('takes its options from %s', async (_, options) => {
    const module = await app(LeaderElectionModule.forRootAsync(options));
    expect(module.get(LeaderService).leaseName).toBe('from-config');
  });

  it('checks them as forRoot does', async () => {
    const starting = app(LeaderElectionModule.forRootAsync({ useFactory: () => ({ leaseName: '' }) }));
    await expect(starting).rejects.toThrow(InvalidLeaderOptionsError);
  });

  it('says what it needs where it was given nothing', () => {
    expect(() => LeaderElectionModule.forRootAsync({})).toThrow(/one of `useFactory`, `useClass` and `useExisting`/);
  });
});

describe('A LeaderElectionModule that was given a name only, or nothing', () => {
  const module = LeaderElectionModule as unknown as Record<string, (...args: unknown[]) => DynamicModule>;

  it('says how to write it', () => {
    expect(() => module.forRoot('billing')).toThrow("Write forRoot({ leaseName: 'billing' }).");
    expect(() => module.forFeature('reports')).toThrow("Write forFeature({ name: 'reports' }).");
    expect(() => module.forFeature(['reports'])).toThrow("Write forFeature({ name: 'reports' }).");
    expect(() => module.forFeatureAsync({ useFactory: () => ({}) })).toThrow("needs the lease's `name`");
  });

  it.each([undefined, null])('does not take the default lease for a factory that returned %s', async nothing => {
    const useFactory = () => nothing as never;
    await expect(app(LeaderElectionModule.forRootAsync({ useFactory }))).rejects.toThrow(
      `The factory of LeaderElectionModule.forRootAsync() returned ${nothing}. Return the options, or {} for the defaults.`,
    );
    const root = LeaderElectionModule.forRoot(quiet);
    await expect(app(root, LeaderElectionModule.forFeatureAsync({ name: 'reports', useFactory }))).rejects.toThrow(
      `The factory of LeaderElectionModule.forFeatureAsync({ name: 'reports' }) returned ${nothing}.`,
    );
  });
});

describe('LeaderElectionModule.forFeature()', () => {
  const root = LeaderElectionModule.forRoot({ ...quiet, leaseName: 'billing', namespace: 'shop', identity: 'me' });

  it('adds a lease that shares namespace and identity with the first, and is named after it', async () => {
    @Injectable()
    class Jobs {
      constructor(@InjectLeader('reports') readonly reports: LeaderService) {}

      @InjectLeader() readonly first!: LeaderService;
    }
    @Module({ providers: [Jobs] })
    class JobsModule {}
    const jobs = (await app(root, LeaderElectionModule.forFeature({ name: 'reports' }), JobsModule)).get(Jobs);
    expect(jobs.first.leaseName).toBe('billing');
    expect(jobs.reports).toMatchObject({ leaseName: 'billing-reports', namespace: 'shop', identity: 'me' });
    expect(jobs.reports.isLeader).toBe(true);
  });

  it('takes a list of leases', async () => {
    @Module({})
    class Elsewhere {
      constructor(
        @InjectLeader('one') readonly one: LeaderService,
        @InjectLeader('two') readonly two: LeaderService,
      ) {}
    }
    const list = [{ name: 'one' }, { name: 'two', leaseName: 'other' }];
    const { one, two } = (await app(root, LeaderElectionModule.forFeature(list), Elsewhere)).get(Elsewhere);
    expect([one.leaseName, two.leaseName]).toEqual(['billing-one', 'other']);
    const local = LeaderElectionModule.forFeature(list, { isGlobal: false });
    await expect(app(root, local, Elsewhere)).rejects.toThrow("LeaderElectionModule.forFeature({ name: 'one' })");
  });

  it('twice with the same options is one lease', async () => {
    @Module({ imports: [LeaderElectionModule.forFeature({ name: 'reports', renewInterval: '10s' })] })
    class Other {
      constructor(@InjectLeader('reports') readonly reports: LeaderService) {}
    }
    @Module({ imports: [LeaderElectionModule.forFeature({ name: 'reports', renewInterval: 10_000 })] })
    class Another {
      constructor(@InjectLeader('reports') readonly reports: LeaderService) {}
    }
    const module = await app(root, Other, Another);
    expect(module.get(Other).reports).toBe(module.get(Another).reports);
  });

  it('twice with different options is an error that tells the difference', async () => {
    const features = ['4s', '5s'].map(renewInterval =>
      LeaderElectionModule.forFeature({ name: 'reports', renewInterval }),
    );
    const problem =
      "LeaderElectionModule.forFeature({ name: 'reports' }) was imported twice, with different options: `renewInterval` is 4000 and 5000.";
    await expect(app(root, ...features)).rejects.toMatchObject({ code: 'invalidOptions', problems: [problem] });
  });

  it('with another name and the same lease is an error', async () => {
    const features = ['one', 'two'].map(name => LeaderElectionModule.forFeature({ name, leaseName: 'same' }));
    await expect(app(root, ...features)).rejects.toMatchObject({
      code: 'invalidOptions',
      problems: [expect.stringContaining("'one' and 'two' both campaign for the lease \"same\"")],
    });
  });

  it('with another name and the same Service is an error', async () => {
    const before = process.env.POD_IP;
    process.env.POD_IP = '10.1.2.3';
    try {
      const led = LeaderElectionModule.forRoot({ ...quiet, connection: { server: 'https://127.0.0.1:1' } });
      const endpoint = { service: 'leader', port: 3000 };
      const features = ['one', 'two'].map(name => LeaderElectionModule.forFeature({ name, endpoint }));
      await expect(app(led, ...features)).rejects.toMatchObject({
        code: 'invalidOptions',
        problems: [
          "LeaderElectionModule.forFeature: 'one' and 'two' both have the `endpoint.service` 'leader'. Give one of them another Service.",
        ],
      });
    } finally {
      if (before === undefined) delete process.env.POD_IP;
      else process.env.POD_IP = before;
    }
  });

  it('without forRoot does not let an app start, and says what is missing', async () => {
    await expect(app(LeaderElectionModule.forFeature({ name: 'reports' }))).rejects.toThrow(
      'LeaderElectionModule.forRoot()',
    );
  });

  it('may be visible only where it is imported', async () => {
    @Module({})
    class Elsewhere {
      constructor(@InjectLeader('reports') readonly reports: LeaderService) {}
    }
    const feature = LeaderElectionModule.forFeature({ name: 'reports', isGlobal: false });
    await expect(app(root, feature, Elsewhere)).rejects.toThrow("LeaderElectionModule.forFeature({ name: 'reports' })");
  });

  it('works beside a root that is not global', async () => {
    const local = LeaderElectionModule.forRoot({ ...quiet, isGlobal: false });
    const module = await app(local, LeaderElectionModule.forFeature({ name: 'reports' }));
    expect(module.get<LeaderService>(getLeaderToken('reports')).isLeader).toBe(true);
  });

  it('reports its mistakes with its name', async () => {
    const feature = LeaderElectionModule.forFeature({ name: 'reports', identity: 'other' } as never);
    await expect(app(root, feature)).rejects.toThrow(/`reports` \(forFeature\)[^]*`identity`/);
  });

  it('forFeatureAsync takes its options from elsewhere', async () => {
    @Injectable()
    class Config {
      createLeaderFeatureOptions() {
        return { leaseName: 'from-class' };
      }
    }
    const module = await app(
      root,
      LeaderElectionModule.forFeatureAsync({ name: 'one', useFactory: async () => ({ leaseName: 'from-factory' }) }),
      LeaderElectionModule.forFeatureAsync({ name: 'two', useClass: Config }),
    );
    expect(['one', 'two'].map(name => module.get<LeaderService>(getLeaderToken(name)).leaseName)).toEqual([
      'from-factory',
      'from-class',
    ]);
  });

  it('can be overridden in a test by its token', async () => {
    @Injectable()
    class Jobs {
      constructor(@Inject(getLeaderToken('reports')) readonly reports: unknown) {}
    }
    const module = await Test.createTestingModule({
      imports: [root, LeaderElectionModule.forFeature({ name: 'reports' })],
      providers: [Jobs],
    })
      .overrideProvider(getLeaderToken('reports'))
      .useValue({ isLeader: false })
      .compile();
    expect(module.get(Jobs).reports).toEqual({ isLeader: false });
  });
});
