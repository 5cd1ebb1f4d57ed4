import { h, keyed, setAttribute, setText, table } from './dom.js';
import { age, duration, instant, milliseconds } from './format.js';

const ends = {
  stepDown: 'released the lease: it was asked to step down',
  released: 'released the lease: it stopped, or stepped down',
  ranOut: 'did not renew in time: crashed, frozen or cut off',
  processEnded: 'its process had ended, and a neighbour saw it',
  retaken: 'was too late to renew, and took the lease again',
  replaced: 'another holder was written in over it',
  cleared: 'somebody removed the holder',
  deleted: 'the lease was deleted',
};

/** Rows that are shown. */
const most = 10;

/** The same terms in words: who, when, why it ended, and how long it took to come. */
export class Terms {
  #table = table('Terms, the newest first', ['Leader', 'Began', 'Lasted', 'Handover', 'Ended because']);
  element = this.#table.element;

  show({ terms, now, state }) {
    keyed(
      this.#table.body,
      terms.slice(-most).reverse(),
      ({ holder, acquireTime, from }) => `${holder} ${acquireTime} ${from}`,
      () => this.#table.row(),
      (row, { holder, from, to, end, token, handover, renewedAt }) => {
        const [leader, began, lasted, came, why] = row.children;
        setText(leader, holder);
        setText(began, instant(from, now));
        setAttribute(began, 'title', token && `Fencing token ${token}`);
        setText(
          lasted,
          to === undefined && state !== 'expired' ? `${age(now - from)} so far` : duration((to ?? renewedAt) - from),
        );
        setText(came, handover === undefined ? '–' : handoverText(handover));
        const silent = state === 'expired' ? 'has not renewed in time' : '–';
        setText(why, end === undefined ? silent : (ends[end] ?? end));
        setAttribute(row, 'data-role', to === undefined && state === 'led' && 'leads');
      },
    );
  }
}

function handoverText({ from, milliseconds: gap, since }) {
  const what = since === 'release' ? 'the release' : 'the last renewal';
  return `${milliseconds(gap)} after ${what} of ${from}`;
}

/** For those who do not look. */
export function describeTerm({ holder, handover }, lease) {
  return `${holder} leads ${lease}${handover === undefined ? '' : `, ${handoverText(handover)}`}.`;
}

/** A line above the table, if nothing has been seen yet. */
export function firstLook() {
  return h('p', { class: 'note', text: 'Earlier terms are not known: a lease only shows the current one.' });
}
