import { Injectable } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { LeaderService } from 'nestjs-kubernetes-leader';
import { LeaderTelemetry } from 'nestjs-kubernetes-leader/opentelemetry';

// What @opentelemetry/sdk-node sets up, with exporters that print.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const exporter = new ConsoleMetricExporter();
const readers = [
  new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 5_000, exportTimeoutMillis: 5_000 }),
];
const meter = new MeterProvider({ readers }).getMeter('stock');
const tracer = new BasicTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
}).getTracer('stock');

@Injectable()
export class Telemetry {
  constructor(leader: LeaderService) {
    new LeaderTelemetry({ meter, tracer }).observe(leader);
  }
}
