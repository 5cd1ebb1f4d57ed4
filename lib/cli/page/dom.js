const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * An element. Of its properties, functions become listeners, `text` its text, and all others attributes; undefined and
 * false are left out. Nothing is ever parsed as HTML.
 */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (name === 'text') element.textContent = value;
    else setAttribute(element, name, value);
  }
  element.append(...children.filter(child => child !== undefined && child !== false));
  return element;
}

export function setAttribute(element, name, value) {
  if (value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? '' : value);
}

/** Only if it is another one: a screen reader would read it again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * One child for each item, in their order. An item that was there before keeps its element, and so its focus.
 *
 * @param make an element for a new item
 * @param update puts what has changed into the element
 */
export function keyed(parent, items, keyOf, make, update) {
  const known = (parent.keyed ??= new Map());
  const wanted = new Set(items.map(keyOf));
  for (const [key, element] of known) {
    if (wanted.has(key)) continue;
    element.remove();
    known.delete(key);
  }
  let next = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let element = known.get(key);
    if (element === undefined) known.set(key, (element = make(item)));
    update(element, item);
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}

/** A table that keeps being one for screen readers when a narrow screen shows its rows as blocks. */
export function table(caption, columns) {
  const body = h('tbody', { role: 'rowgroup' });
  const cells = columns.map(text => h('th', { role: 'columnheader', scope: 'col', text }));
  const head = h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ...cells));
  const element = h('table', { role: 'table' }, h('caption', { class: 'unseen', text: caption }), head, body);
  const row = () => {
    const made = columns.map((text, index) =>
      h(index === 0 ? 'th' : 'td', {
        role: index === 0 ? 'rowheader' : 'cell',
        scope: index === 0 && 'row',
        'data-column': text,
      }),
    );
    return h('tr', { role: 'row' }, ...made);
  };
  return { element, body, row };
}
