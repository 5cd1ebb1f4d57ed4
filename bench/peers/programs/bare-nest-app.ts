import { Injectable, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BareCandidate } from '../bare-candidate.js';
import { podAccount } from './pod-account.js';
import { endWithParent, say } from './say.js';

// The candidate of bare-candidate.ts within a Nest app: what a handover costs with Nest, before there is a rule or a check.

const [folder, lease] = process.argv.slice(2);

@Injectable()
class Candidate implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Candidate.name);
  private readonly candidate = new BareCandidate(podAccount(folder), lease, String(process.pid));
  private isLeading = false;

  async onApplicationBootstrap(): Promise<void> {
    if (await this.candidate.join()) return this.lead();
    say('new leader');
    void this.candidate.follow().then(() => this.lead());
  }

  async onModuleDestroy(): Promise<void> {
    if (!this.isLeading) return;
    say('stopped leading');
    await this.candidate.write('', 1);
    this.logger.log('leads no longer');
  }

  private lead(): void {
    this.isLeading = true;
    say('leading');
    this.logger.log('leads');
  }
}

@Module({ providers: [Candidate] })
class AppModule {}

endWithParent();
const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
say('started');
