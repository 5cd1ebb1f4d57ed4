import { Controller, Get, Header } from '@nestjs/common';
import { LeaderService } from 'nestjs-kubernetes-leader';
import { LeaderMetrics } from 'nestjs-kubernetes-leader/metrics';
import { register } from 'prom-client';

@Controller('metrics')
export class MetricsController {
  constructor(leader: LeaderService) {
    new LeaderMetrics(register).observe(leader);
  }

  @Get()
  @Header('Content-Type', register.contentType)
  show(): Promise<string> {
    return register.metrics();
  }
}
