import { LeaseApiServer } from 'nestjs-kubernetes-leader/testing';
import { Fleet } from './fleet/fleet.js';
import { Replica } from './fleet/replica.js';
import { showLive } from './live/live.js';
import { leaseName } from './messages.js';
import { playScript } from './script/script.js';

const known = ['--script', '--rogue', '--page'];
const args = process.argv.slice(2);
const unknown = args.find(arg => !known.includes(arg));
if (unknown !== undefined) {
  console.error(`Unknown: ${unknown}. Known: ${known.join(', ')}.`);
  process.exit(2);
}
const isPage = args.includes('--page');
const isLive = process.stdin.isTTY && process.stdout.isTTY && !args.includes('--script');

const api = new LeaseApiServer();
await api.listen();

const names = ['replica-1', 'replica-2', 'replica-3'];
const rogue = args.includes('--rogue') ? names.at(-1) : undefined;
const replicas = names.map(name => new Replica(name, name === rogue ? undefined : api.url, isPage));
const fleet = new Fleet(replicas, isPage ? 5_000 : undefined); // long enough to be looked at

// No replica outlives the demo. (Of `kill -9` they learn by themselves.)
process.on('exit', () => fleet.destroy());
const ends = isPage ? (['SIGHUP'] as const) : (['SIGINT', 'SIGTERM', 'SIGHUP'] as const);
for (const signal of ends) process.on(signal, () => process.exit(1));

const kubectl = `kubectl --server ${api.url} get lease ${leaseName} --watch`;
if (isPage || !isLive) console.log(`With your own tools: ${kubectl}`);
const isClean = await show();
await api.close();
process.exit(isClean ? 0 : 1);

async function show(): Promise<boolean> {
  // Loaded when used: it shares its code with the command line.
  if (isPage) return (await import('./page/page.js')).showPage(fleet, api);
  return isLive ? showLive(fleet, api, kubectl) : playScript(fleet);
}
