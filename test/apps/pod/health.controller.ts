import { Controller, Get, InternalServerErrorException, Post } from '@nestjs/common';

/** For probes, and for tests that want one to fail. */
@Controller()
export class HealthController {
  private isSick = false;
  private readonly eaten: Buffer[] = [];

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

  /** Until the kernel ends the process: its container has a limit. */
  @Post('eat')
  eat(): void {
    setInterval(() => this.eaten.push(Buffer.alloc(16 << 20, 1)), 5);
  }
}
