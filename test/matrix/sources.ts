/** What a compiler is told, as `nest new` does. */
export const compilerOptions = {
  target: 'ES2023',
  strict: true,
  strictPropertyInitialization: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  isolatedModules: true,
  skipLibCheck: true,
  types: ['node'],
  rootDir: './src',
  outDir: './dist',
};

export interface SourceOptions {
  /** What a relative import needs at its end. @default '' */
  readonly extension?: '' | '.js';
  readonly http?: 'express' | 'fastify';
  /** How it finds the API server. @default 'url' */
  readonly connection?: 'url' | 'kubeconfig';
  /** A file that is loaded before everything else. */
  readonly instrument?: string;
}

const connections = {
  url: "process.env.LEASE_API ? { server: process.env.LEASE_API } : 'none'",
  kubeconfig: '{ kubeconfig: process.env.LEASE_KUBECONFIG! }',
};

/**
 * An app with one of each: a job, a job with `once`, handlers with types of ours in decorated signatures (without
 * `import type`), a route. It says what it does.
 */
export const appSources = ({
  extension = '',
  http = 'express',
  connection = 'url',
  instrument,
}: SourceOptions = {}) => ({
  'src/app.module.ts': `
import { Controller, Injectable, Module, Post } from '@nestjs/common';
import { Cron, ScheduleModule } from '@nestjs/schedule';
import {
  LeaderElectionModule,
  LeaderService,
  LeadershipLostError,
  LeadershipTerm,
  OnLeadershipAcquired,
  OnLeadershipLost,
  OnlyLeader,
} from 'nestjs-kubernetes-leader';

@Injectable()
export class InvoiceJobs {
  constructor(private readonly leader: LeaderService) {}

  @Cron('* * * * * *')
  @OnlyLeader()
  async sendInvoices() {
    console.log(\`sends with \${this.leader.currentRun!.fencingToken}\`);
  }

  @Cron('* * * * * *', { name: 'books' })
  @OnlyLeader({ once: true })
  async closeTheBooks() {
    console.log(\`closes \${this.leader.currentRun!.scheduledAt!.toISOString()}\`);
  }

  @OnLeadershipAcquired()
  begin(term: LeadershipTerm) {
    console.log(\`begins \${term.fencingToken}\`);
  }

  @OnLeadershipLost()
  end(term: LeadershipTerm, reason: LeadershipLostError) {
    console.log(\`ends: \${reason.code}\`);
  }
}

@Controller()
export class ReindexController {
  @Post('reindex')
  @OnlyLeader()
  reindex() {
    return 'reindexed';
  }
}

@Module({
  imports: [
    ScheduleModule.forRoot(),
    LeaderElectionModule.forRoot({
      leaseName: 'billing',
      connection: ${connections[connection]},
    }),
  ],
  providers: [InvoiceJobs],
  controllers: [ReindexController],
})
export class AppModule {}
`,
  ...(instrument === undefined ? {} : { 'src/instrument.ts': instrument }),
  'src/main.ts': `
${instrument === undefined ? '' : `import './instrument${extension}';`}
import { NestFactory } from '@nestjs/core';
${http === 'fastify' ? "import { FastifyAdapter } from '@nestjs/platform-fastify';" : ''}
import { AppModule } from './app.module${extension}';

async function bootstrap() {
  const app = await NestFactory.create(AppModule${http === 'fastify' ? ', new FastifyAdapter()' : ''});
  await app.listen(0, '127.0.0.1');
  console.log(\`serves \${await app.getUrl()}\`);
}
void bootstrap();
`,
});
