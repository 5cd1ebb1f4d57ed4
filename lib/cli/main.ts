#!/usr/bin/env node
import { runCli } from './run-cli.js';
import { systemClock } from '../core/clock/clock.js';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
// `nestjs-kubernetes-leader status | head` closes the pipe, which is no mistake.
process.stdout.on('error', () => process.exit());

// Beside this file, here and in the published package.
const page = new URL('./page/', import.meta.url);
const { stdout, stderr, env } = process;
const surroundings = { stdout, stderr, env, clock: systemClock, interrupted: interrupted.signal, page };
void runCli(process.argv.slice(2), surroundings).then(code => (process.exitCode = code));
