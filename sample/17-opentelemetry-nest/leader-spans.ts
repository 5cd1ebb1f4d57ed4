import { Injectable } from '@nestjs/common';
import { metrics, trace } from '@opentelemetry/api';
import { LeaderService } from 'nestjs-kubernetes-leader';
import { LeaderTelemetry } from 'nestjs-kubernetes-leader/opentelemetry';

@Injectable()
export class LeaderSpans {
  constructor(leader: LeaderService) {
    new LeaderTelemetry({ tracer: trace.getTracer('stock'), meter: metrics.getMeter('stock') }).observe(leader);
  }
}
