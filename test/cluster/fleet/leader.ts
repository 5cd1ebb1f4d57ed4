import { type ProcessJournal } from './journals.js';

/** Who acts at a moment. */
export interface Leader {
  readonly pod: string;
  readonly process: string;
  readonly token: string;
}

/** Whoever said so last, if that was later. */
export function newest(journals: readonly ProcessJournal[], since: bigint): Leader | undefined {
  let leader: (Leader & { readonly at: bigint }) | undefined;
  for (const { process, pod, entries } of journals) {
    const yes = entries.findLast(entry => entry.type === 'yes');
    if (yes?.type !== 'yes') continue;
    const at = BigInt(yes.before);
    if (at > since && (!leader || at > leader.at)) leader = { process, pod, token: yes.token, at };
  }
  return leader;
}
