import { h } from './dom.js';

const toasts = document.getElementById('toasts');
const announcements = document.getElementById('announcements');

/** Milliseconds that a message is to be seen: enough to read it twice. */
const shown = 10_000;

/** Shows a message for a while. */
export function toast(message, isError = false) {
  const close = h('button', { type: 'button', class: 'quiet', text: 'Dismiss', click: () => element.remove() });
  const element = h('div', { class: 'toast', role: isError ? 'alert' : 'status', 'data-error': isError });
  // The next one takes the place of the last; what went wrong stays.
  for (const other of [...toasts.children]) if (!other.hasAttribute('data-error')) other.remove();
  toasts.append(element);
  // A live region tells what comes into it.
  element.append(h('p', { text: message }), close);
  if (!isError) setTimeout(() => element.remove(), shown);
}

/** Says something to those who do not look. */
export function announce(message) {
  announcements.textContent = message;
}
