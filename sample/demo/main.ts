import { LeaseApiServer } from 'nestjs-kubernetes-leader/testing';
import { Fleet } from './fleet/fleet.js';
import { Replica } from './fleet/replica.js';
import { showLive } from './live/live.js';
import { playScript } from './script/script.js';

const known = ['--script', '--rogue'];
const args = process.argv.slice(2);
const unknown = args.find(arg => !known.includes(arg));
if (unknown !== undefined) {
  console.error(`Unknown: ${unknown}. Known: ${known.join(', ')}.`);
  process.exit(2);
}

const api = new LeaseApiServer();
await api.listen();

const names = ['replica-1', 'replica-2', 'replica-3'];
const rogue = args.includes('--rogue') ? names.at(-1) : undefined;
const fleet = new Fleet(names.map(name => new Replica(name, name === rogue ? undefined : api.url)));

// No replica outlives the demo. (Of `kill -9` they learn by themselves.)
process.on('exit', () => fleet.destroy());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

const isLive = process.stdin.isTTY && process.stdout.isTTY && !args.includes('--script');
const isClean = await (isLive ? showLive(fleet, api) : playScript(fleet));
await api.close();
process.exit(isClean ? 0 : 1);
