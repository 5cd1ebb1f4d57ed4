import { h, setText, svg } from './dom.js';
import { duration, instant, milliseconds } from './format.js';

/** Pixels. */
const [laneHeight, barHeight, top, bottom, letter] = [44, 14, 22, 26, 6.6];
const mostLanes = 8;
const minute = 60_000;

const windows = [
  ['1 minute', minute],
  ['5 minutes', 5 * minute],
  ['15 minutes', 15 * minute],
  ['1 hour', 60 * minute],
];

/** Terms as bars, a lane for each replica, with the handovers between them. */
export class Timeline {
  #plot = h('div', { class: 'plot' });
  #window = h(
    'select',
    { change: () => this.show() },
    ...windows.map(([text, size]) => h('option', { value: size, text: `Last ${text}` })),
  );
  #lanes = [];
  #latest;
  element;

  constructor() {
    this.element = h(
      'section',
      { class: 'card', 'aria-labelledby': 'timeline-title' },
      h(
        'div',
        { class: 'heading' },
        h('h3', { id: 'timeline-title', text: 'Terms' }),
        h('label', { class: 'inline' }, h('span', { class: 'unseen', text: 'Time shown' }), this.#window),
      ),
      this.#plot,
    );
    new ResizeObserver(() => this.show()).observe(this.#plot);
  }

  /** @param latest undefined to draw the last ones again */
  show(latest = this.#latest) {
    this.#latest = latest;
    const width = this.#plot.clientWidth;
    if (latest === undefined || width === 0) return;
    const { terms, now, state } = latest;
    const begin = now - Number(this.#window.value);
    const seen = terms.filter(({ to }) => to === undefined || to > begin);
    this.#order(seen);
    const lanes = this.#lanes;
    const height = top + Math.max(1, lanes.length) * laneHeight + bottom;
    const x = at => Math.max(0, Math.min(width, ((at - begin) / (now - begin)) * width));
    const y = holder => top + lanes.indexOf(holder) * laneHeight;
    const label = describe(seen, this.#window.selectedOptions[0].textContent);
    const picture = svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label });
    picture.append(...grid({ width, height, begin, now }));
    for (const term of seen) {
      if (!lanes.includes(term.holder)) continue;
      const end = term.to ?? (state === 'expired' ? term.renewedAt : now);
      const bar = {
        x: x(term.from),
        y: y(term.holder) + 20,
        height: barHeight,
        rx: 4,
        class: `term hue-${hue(term.holder)}`,
      };
      const title = `${term.holder}, ${instant(term.from, now)}, ${duration(end - term.from)}`;
      picture.append(svg('rect', { ...bar, width: Math.max(3, x(end) - bar.x) }, svg('title', { text: title })));
    }
    picture.append(...handovers({ seen, lanes, x, y, width, begin }));
    for (const holder of lanes) {
      const isLeading = state === 'led' && terms.at(-1)?.holder === holder && terms.at(-1)?.to === undefined;
      const name = fitted(holder, width - 12);
      picture.append(svg('text', { x: 0, y: y(holder) + 14, class: isLeading ? 'lane leads' : 'lane', text: name }));
    }
    this.#plot.replaceChildren(
      picture,
      ...(seen.length === 0 ? [h('p', { class: 'note', text: 'Nobody has led in this time.' })] : []),
    );
  }

  /** Lanes keep their places. */
  #order(terms) {
    const holders = new Set(terms.slice(-40).map(({ holder }) => holder));
    const kept = this.#lanes.filter(holder => holders.delete(holder));
    this.#lanes = [...kept, ...holders].slice(-mostLanes);
  }

  reset() {
    this.#lanes = [];
    this.#latest = undefined;
  }
}

function handovers({ seen, lanes, x, y, width, begin }) {
  const drawn = [];
  let free = width + 1;
  // The newest have their words first: where there is no room for more, the table has them all.
  for (const { handover, from, holder } of seen.toReversed()) {
    if (handover === undefined || from < begin || !lanes.includes(holder)) continue;
    const at = x(from);
    const lane = y(holder) + 20 + barHeight / 2;
    const before = lanes.includes(handover.from) ? y(handover.from) + 20 + barHeight / 2 : lane;
    const text = milliseconds(handover.milliseconds);
    const room = text.length * letter + 10;
    drawn.push(
      svg('line', { x1: at, x2: at, y1: Math.min(lane, before), y2: Math.max(lane, before), class: 'handover' }),
    );
    drawn.push(svg('circle', { cx: at, cy: lane, r: 4, class: 'handover' }));
    const end = Math.min(width, Math.max(room, at + room / 2));
    if (end > free) continue;
    free = end - room - 4;
    drawn.push(svg('line', { x1: at, x2: at, y1: 16, y2: Math.min(lane, before), class: 'leader-line' }));
    drawn.push(svg('text', { x: end - room / 2, y: 12, class: 'handover', 'text-anchor': 'middle', text }));
  }
  return drawn;
}

function grid({ width, height, begin, now }) {
  const steps = Math.max(2, Math.min(6, Math.floor(width / 130)));
  const lines = [];
  for (let step = 0; step <= steps; step++) {
    const at = (width * step) / steps;
    const anchor = step === 0 ? 'start' : step === steps ? 'end' : 'middle';
    const text = step === steps ? 'now' : instant(begin + ((now - begin) * step) / steps, now);
    lines.push(svg('line', { x1: at, x2: at, y1: top - 4, y2: height - bottom + 6, class: 'grid' }));
    lines.push(svg('text', { x: at, y: height - 6, class: 'time', 'text-anchor': anchor, text }));
  }
  return lines;
}

function describe(terms, window) {
  const count = terms.filter(({ handover }) => handover !== undefined).length;
  const last = terms.findLast(({ handover }) => handover !== undefined)?.handover;
  const most = last === undefined ? '' : ` The last handover took ${milliseconds(last.milliseconds)}.`;
  return `${window}: ${terms.length} ${terms.length === 1 ? 'term' : 'terms'}, ${count} ${count === 1 ? 'handover' : 'handovers'}.${most} The table below lists them one by one.`;
}

function fitted(text, width) {
  const most = Math.floor(width / letter);
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** One of six, always the same for a name. */
function hue(name) {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.codePointAt(0)) >>> 0;
  return sum % 6;
}
