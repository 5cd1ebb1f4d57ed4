#!/usr/bin/env node
import { runCli } from './run-cli.js';
import { systemClock } from '../core/clock/clock.js';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
// `nestjs-kubernetes-leader status | head` closes the pipe, which is no mistake.
process.stdout.on('error', () => process.exit());

const { stdout, stderr, env } = process;
void runCli(process.argv.slice(2), { stdout, stderr, env, clock: systemClock, interrupted: interrupted.signal }).then(
  code => (process.exitCode = code),
);
