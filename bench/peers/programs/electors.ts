import { createInterface } from 'node:readline';
import { Elector, type ElectorOptions } from 'nestjs-kubernetes-leader/elector';
import { say } from './say.js';

// Candidates for one lease, each with connections of its own, as if it were alone. `hand over` on stdin: the one that leads,
// if it is one of these, stops, and comes back as a follower.

const [count, options] = JSON.parse(process.argv[2] ?? '[]') as [number, ElectorOptions];
const electors = Array.from({ length: count }, (_, i) => new Elector({ ...options, identity: `${process.pid}-${i}` }));
for (const elector of electors) {
  elector.on('acquired', () => say('leading'));
  elector.on('lost', () => say('stopped leading'));
  await elector.start();
}
say('started');

const input = createInterface({ input: process.stdin });
input.on('close', () => process.exit(1));
input.on('line', () => {
  const leader = electors.find(({ isLeader }) => isLeader);
  if (leader === undefined) return;
  say('releasing');
  void leader.stop().then(() => leader.start());
});
