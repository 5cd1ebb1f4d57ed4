import { BareCandidate } from '../bare-candidate.js';
import { podAccount } from './pod-account.js';
import { endWithParent, say } from './say.js';

// A candidate of Node alone, in a process of its own: what a handover costs before anybody adds a rule, a framework or a
// check to it. It leads or follows, and releases on SIGTERM.

const [folder, lease] = process.argv.slice(2);
const candidate = new BareCandidate(podAccount(folder), lease, String(process.pid));

endWithParent();
let isLeading = false;
const lead = () => {
  isLeading = true;
  say('leading');
};
process.on('SIGTERM', () => {
  if (!isLeading) process.exit();
  say('stopped leading');
  void candidate.write('', 1).then(() => process.exit());
});
const present = await candidate.read();
const isFirst = present === undefined;
await candidate.watch(present ?? (await candidate.create()));
say('started');
if (isFirst) lead();
else {
  say('new leader');
  // Whoever loses the race for it goes on to follow.
  while (!isLeading) await candidate.takeWhenVacant().then(lead, () => {});
}
