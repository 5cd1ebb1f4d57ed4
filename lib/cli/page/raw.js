import { rawLease } from './connection.js';
import { h, setText } from './dom.js';

/** The lease as the API server has it, while somebody looks at it. */
export class Raw {
  #text = h('pre', { tabindex: '0', role: 'region', 'aria-label': 'The lease as JSON' });
  element = h(
    'details',
    { class: 'card', toggle: () => this.show(this.#shown) },
    h('summary', { text: 'The lease as it is' }),
    this.#text,
  );
  #shown;
  #isAsking = false;

  async show(card) {
    this.#shown = card;
    if (!this.element.open || this.#isAsking || card === undefined) return;
    this.#isAsking = true;
    try {
      const lease = await rawLease(card.name);
      if (this.#shown?.name === card.name)
        setText(this.#text, lease === undefined ? '' : JSON.stringify(lease, null, 2));
    } catch {
      // The server is gone; the page says so.
    } finally {
      this.#isAsking = false;
    }
    if (this.#shown !== card) void this.show(this.#shown);
  }
}
