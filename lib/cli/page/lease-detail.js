import { confirmAction, field } from './confirm.js';
import { h, setAttribute, setText } from './dom.js';
import { age, duration, stateText } from './format.js';
import { Jobs } from './jobs.js';
import { Raw } from './raw.js';
import { Replicas } from './replicas.js';
import { firstLook, Terms } from './terms.js';
import { Timeline } from './timeline.js';

/** All about one lease. */
export class LeaseDetail {
  #title = h('h2');
  #state = h('span', { class: 'state' });
  #sentence = h('p', { class: 'sentence' });
  #stepDown = h('button', { type: 'button', text: 'Step down…', click: () => this.#askToStepDown() });
  #replicas = new Replicas();
  #timeline = new Timeline();
  #terms = new Terms();
  #note = firstLook();
  #jobs = new Jobs();
  #raw = new Raw();
  #card;
  element;

  constructor() {
    this.#timeline.element.append(this.#terms.element, this.#note);
    const head = h(
      'div',
      { class: 'head' },
      h('div', { class: 'title' }, this.#title, this.#state),
      this.#stepDown,
      this.#sentence,
    );
    this.element = h(
      'div',
      { class: 'detail' },
      head,
      this.#replicas.element,
      this.#timeline.element,
      this.#jobs.element,
      this.#raw.element,
    );
  }

  /**
   * @param card as it was told
   * @param elapsed milliseconds since then
   */
  show(card, elapsed, { mayAct, control }) {
    if (this.#card?.name !== card.name) this.#timeline.reset();
    this.#card = card;
    const now = card.now + elapsed;
    const present = { ...card, now };
    setText(this.#title, card.name);
    setText(this.#state, stateText(card.state));
    setAttribute(this.#state, 'data-state', card.state);
    setText(this.#sentence, sentence(card, elapsed));
    setAttribute(this.#stepDown, 'hidden', !mayAct || card.state !== 'led');
    this.#replicas.show(card, control);
    this.#timeline.show(present);
    this.#terms.show(present);
    setAttribute(this.#note, 'hidden', card.terms.length > 1);
    this.#jobs.show(present, mayAct);
    void this.#raw.show(card);
  }

  #askToStepDown() {
    const { name: lease, holder, replicas } = this.#card;
    const others = replicas.filter(({ role }) => role === 'before' || role === 'next').map(({ name }) => name);
    const options = [
      h('option', { value: '', text: 'whoever comes first' }),
      ...others.map(name => h('option', { value: name, text: name })),
    ];
    const next = h('select', { autofocus: true }, ...options);
    confirmAction({
      title: `Have ${holder} step down?`,
      text: `It takes no new work, finishes what it holds, and releases the lease ${lease}. Then another replica leads.`,
      verb: 'Step down',
      fields: others.length === 0 ? [] : [field('Who should lead next', next)],
      action: () => ({ action: 'step-down', lease, to: next.value || undefined }),
    });
  }
}

function sentence({ state, holder, renewedAgo, ledFor, leaseDuration, isEnding, transitions }, elapsed) {
  const lasts = leaseDuration === undefined ? '' : ` The lease lasts ${duration(leaseDuration)}.`;
  const terms = ` ${transitions} ${transitions === 1 ? 'transition' : 'transitions'} so far.`;
  const silent = (renewedAgo ?? 0) + elapsed;
  const ago = age(silent);
  switch (state) {
    case 'led': {
      const since = ledFor === undefined ? '' : `, for ${age(ledFor + elapsed)}`;
      const asked = isEnding ? ' It was asked to hand over.' : '';
      return `${holder} leads${since}. Renewed ${silent < 1000 ? 'just now' : `${ago} ago`}.${asked}${lasts}${terms}`;
    }
    case 'expired':
      return `Nobody leads: ${holder} has not renewed the lease for ${ago}.${lasts}${terms}`;
    case 'released':
      return `Nobody leads: the last leader released the lease, and nobody has taken it.${terms}`;
    default:
      return `Nobody leads: the lease has no holder, and was not released. It was created by hand, or edited.${terms}`;
  }
}
