import { h } from './dom.js';
import { act } from './connection.js';
import { toast } from './telling.js';

/**
 * Asks before it acts. The browser's own dialog keeps the focus inside, ends with Escape, and gives the focus back.
 *
 * @param fields elements between the text and the buttons
 * @param action is asked for when it is confirmed
 */
export function confirmAction({ title, text, verb, fields = [], action }) {
  const heading = h('h2', { id: 'dialog-title', text: title });
  const description = h('p', { id: 'dialog-text', text });
  const close = () => dialog.close();
  const confirm = async () => {
    const asked = action();
    close();
    await actAndTell(asked);
  };
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'dialog-title', 'aria-describedby': 'dialog-text', close: () => dialog.remove() },
    heading,
    description,
    ...fields,
    h(
      'div',
      { class: 'buttons' },
      h('button', { type: 'button', text: 'Cancel', autofocus: fields.length === 0, click: close }),
      h('button', { type: 'button', class: 'strong', text: verb, click: confirm }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** Acts, and shows what has come of it. */
export async function actAndTell(action) {
  try {
    toast(await act(action));
  } catch (error) {
    toast(error.message, true);
  }
}

/** A labelled field of a dialog. */
export function field(label, control) {
  return h('label', { class: 'field' }, h('span', { text: label }), control);
}
