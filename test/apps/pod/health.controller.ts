import { Controller, Get, InternalServerErrorException, Post } from '@nestjs/common';
import { LeaderWork } from './leader-work.js';

/** For probes, and for tests that want one to fail. */
@Controller()
export class HealthController {
  private isSick = false;
  private readonly eaten: Buffer[] = [];

  constructor(private readonly work: LeaderWork) {}

  @Get()
  isReady(): string {
    return 'ready';
  }

  @Get('live')
  isAlive(): string {
    if (this.isSick) throw new InternalServerErrorException('told to be sick');
    return 'alive';
  }

  @Post('sick')
  fallSick(): void {
    this.isSick = true;
  }

  @Post('fail')
  fail(): void {
    this.work.fail();
  }

  @Post('fail-at-work')
  failAtWork(): void {
    this.work.failAtWork();
  }

  /** Its event loop stands still, for ever. */
  @Post('hang')
  hang(): void {
    setTimeout(() => {
      for (;;);
    }, 100);
  }

  /** Until the kernel ends the process: its container has a limit. */
  @Post('eat')
  eat(): void {
    setInterval(() => this.eaten.push(Buffer.alloc(16 << 20, 1)), 5);
  }
}
