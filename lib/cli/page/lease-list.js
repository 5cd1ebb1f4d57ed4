import { h, keyed, setAttribute, setText } from './dom.js';
import { stateText } from './format.js';

/** The list of leases, if there are several: made for two hundred. */
export class LeaseList {
  #element = document.getElementById('leases');
  #list = h('ul');
  #count = h('p', { class: 'count', role: 'status' });
  #filter = h('input', { type: 'search', placeholder: 'Name or leader', input: () => this.show() });
  #onlyOpen = h('input', { type: 'checkbox', change: () => this.show() });
  #onSelect;
  #cards = [];
  #selected;

  constructor(onSelect) {
    this.#onSelect = onSelect;
    this.#element.append(
      h('label', { class: 'field' }, h('span', { text: 'Filter the leases' }), this.#filter),
      h('label', { class: 'check' }, this.#onlyOpen, h('span', { text: 'Only those without a leader' })),
      this.#count,
      this.#list,
    );
  }

  /** @param cards in the order of their names */
  show(cards = this.#cards, selected = this.#selected) {
    this.#cards = cards;
    this.#selected = selected;
    setAttribute(this.#element, 'hidden', cards.length < 2);
    const text = this.#filter.value.trim().toLowerCase();
    const matching = cards.filter(
      ({ name, holder = '', state }) =>
        `${name} ${holder}`.toLowerCase().includes(text) && !(this.#onlyOpen.checked && state === 'led'),
    );
    const open = cards.filter(({ state }) => state !== 'led').length;
    const shown = matching.length === cards.length ? `${cards.length} leases` : `${matching.length} of ${cards.length}`;
    setText(this.#count, open === 0 ? `${shown}, all with a leader` : `${shown}, ${open} without a leader`);
    keyed(
      this.#list,
      matching,
      ({ name }) => name,
      ({ name }) => {
        const button = h(
          'button',
          { type: 'button', click: () => this.#onSelect(name) },
          h('span', { class: 'dot' }),
          h('span', { class: 'name', text: name }),
          h('span', { class: 'by' }),
        );
        return h('li', {}, button);
      },
      (item, { name, state, holder }) => {
        const [button] = item.children;
        setAttribute(button, 'data-state', state);
        setAttribute(button, 'aria-current', name === selected && 'true');
        setText(button.lastChild, state === 'led' ? holder : stateText(state));
      },
    );
  }
}
