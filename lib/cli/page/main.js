import { listen } from './connection.js';
import { h, setAttribute, setText } from './dom.js';
import { LeaseDetail } from './lease-detail.js';
import { LeaseList } from './lease-list.js';
import { announce } from './telling.js';
import { describeTerm } from './terms.js';

const link = document.getElementById('link');
const main = document.getElementById('lease');
const layout = document.getElementById('layout');

const empty = h('p', { class: 'empty' });
const detail = new LeaseDetail();
const list = new LeaseList(name => {
  select(name);
  main.focus();
});

/** By name: the card as it was told, and when. */
const leases = new Map();
let selected;
let surroundings = { mayAct: false, control: undefined };
let namespace = '';
let isWaiting = false;

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault(); // the address has the token where others have a fragment
  main.focus();
});

function select(name) {
  selected = name;
  show();
}

function take(card) {
  const before = leases.get(card.name)?.card;
  leases.set(card.name, { card, at: performance.now() });
  if (card.name !== selected || before === undefined) return;
  const term = card.terms.at(-1);
  if (term?.to === undefined && term?.acquireTime !== before.terms.at(-1)?.acquireTime) {
    announce(describeTerm(term, card.name));
  } else if (card.state !== before.state && card.state !== 'led') announce(`Nobody leads ${card.name}.`);
}

function onMessage(message) {
  switch (message.type) {
    case 'hello':
      leases.clear();
      for (const card of message.leases) take(card);
      surroundings = { mayAct: message.mayAct, control: message.control };
      ({ namespace } = message);
      tellTrouble(message.trouble);
      break;
    case 'lease':
      take(message.lease);
      break;
    case 'gone':
      leases.delete(message.name);
      if (message.name === selected) announce(`The lease ${message.name} was deleted.`);
      break;
    case 'control':
      surroundings = { ...surroundings, control: message.control };
      break;
    case 'trouble':
      tellTrouble(message.message);
  }
  later();
}

/** Many messages, one picture. */
function later() {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    show();
  });
}

function show() {
  const names = [...leases.keys()].sort();
  if (!leases.has(selected)) selected = names[0];
  list.show(
    names.map(name => leases.get(name).card),
    selected,
  );
  setAttribute(layout, 'data-several', names.length > 1);
  setText(document.getElementById('namespace'), namespace && `Namespace ${namespace}`);
  showDetail();
}

function showDetail() {
  const told = leases.get(selected);
  if (told === undefined) {
    if (namespace)
      setText(empty, `No election has a lease in the namespace ${namespace}. Once there is one, it appears here.`);
    if (main.firstChild !== empty) main.replaceChildren(empty);
    return;
  }
  if (main.firstChild !== detail.element) main.replaceChildren(detail.element);
  detail.show(told.card, performance.now() - told.at, surroundings);
  document.title = `${told.card.name}: ${told.card.state === 'led' ? told.card.holder : 'nobody leads'}`;
}

function tellTrouble(message) {
  if (message === undefined) tellLink('live', 'Live');
  else tellLink('lost', `The API server does not answer: ${message}`);
}

function tellLink(state, text) {
  setAttribute(link, 'data-state', state);
  setText(link, text);
}

setInterval(() => {
  if (!document.hidden) showDetail();
}, 1000);
document.addEventListener('visibilitychange', () => later());

void listen(onMessage, (state, why) => {
  if (state === 'live') return;
  tellLink('lost', state === 'refused' ? why : 'The dashboard does not answer any more: is it still running?');
  announce(link.textContent);
  if (state === 'refused') setText(empty, why);
  if (leases.size === 0) main.replaceChildren(empty);
});
