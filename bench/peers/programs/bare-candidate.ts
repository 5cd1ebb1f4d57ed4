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
const isFirst = await candidate.join();
say('started');
if (!isFirst) {
  say('new leader');
  await candidate.follow();
}
lead();
