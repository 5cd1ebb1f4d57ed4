import { actAndTell } from './confirm.js';
import { h, keyed, setAttribute, setText, table } from './dom.js';

const roles = {
  leads: 'leads',
  ending: 'leads, was asked to hand over',
  silent: 'holds the lease, but has not renewed it in time',
  next: 'was asked to lead next',
  beside: 'a pod beside the leader’s, may campaign',
  before: 'led before',
};

/** Who leads, and who else is known. */
export class Replicas {
  #known = table('Replicas', ['Replica', 'Role']);
  #controlled = table('Replicas', ['Replica', 'State', 'What it does', 'Actions']);
  element = h('section', { class: 'card', 'aria-labelledby': 'replicas-title' });
  #note = h('p', {
    class: 'note',
    text: 'A lease does not say who campaigns for it. These are the leader, those who have led while this page was served, and the pods beside the leader’s.',
  });

  constructor() {
    this.element.append(h('h3', { id: 'replicas-title', text: 'Replicas' }));
  }

  /** @param control rows of processes that may be killed and so on; undefined if there are none */
  show({ replicas }, control) {
    const { element: shown } = control === undefined ? this.#known : this.#controlled;
    if (shown.parentNode !== this.element) {
      this.#known.element.remove();
      this.#controlled.element.remove();
      this.#note.remove();
      this.element.append(shown, ...(control === undefined ? [this.#note] : []));
    }
    if (control === undefined) this.#showKnown(replicas);
    else this.#showControlled(control);
  }

  #showKnown(replicas) {
    keyed(
      this.#known.body,
      replicas,
      ({ name }) => name,
      () => this.#known.row(),
      (row, { name, role }) => {
        setText(row.children[0], name);
        setText(row.children[1], roles[role] ?? role);
        setAttribute(row, 'data-role', role);
      },
    );
  }

  #showControlled(control) {
    keyed(
      this.#controlled.body,
      control,
      ({ name }) => name,
      ({ name, deeds }) => {
        const row = this.#controlled.row();
        const press = event => {
          if (event.currentTarget.getAttribute('aria-disabled') === 'true') return;
          void actAndTell({ action: 'replica', replica: name, deed: event.currentTarget.dataset.deed });
        };
        const buttons = deeds.map(deed =>
          h('button', {
            type: 'button',
            'data-deed': deed.name,
            click: press,
            'aria-label': `${deed.label} ${name}`,
            text: deed.label,
          }),
        );
        row.children[3].append(h('div', { class: 'buttons' }, ...buttons));
        return row;
      },
      (row, { name, state, detail, deeds }) => {
        setText(row.children[0], name);
        setText(row.children[1], state);
        setText(row.children[2], detail);
        setAttribute(row, 'data-role', state === 'leading' ? 'leads' : state);
        const buttons = row.children[3].querySelectorAll('button');
        // Not `disabled`, which would take the focus away from whoever has just pressed it.
        deeds.forEach(({ isPossible }, index) => setAttribute(buttons[index], 'aria-disabled', String(!isPossible)));
      },
    );
  }
}
