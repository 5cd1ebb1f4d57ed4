/** `850 ms`, `1.7 s`, `20 s`, `2 min 5 s`, `3 h 10 min`, `2 d 4 h` */
export function duration(milliseconds) {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${Math.round(seconds * 10) / 10} s`;
  return whole(Math.round(seconds));
}

/** Of a handover: milliseconds are what one wants to see of it. */
export function milliseconds(value) {
  return value < 9_999.5 ? `${Math.round(value)} ms` : duration(value);
}

/** In whole seconds: for what goes on. */
export function age(milliseconds) {
  return whole(Math.max(0, Math.floor(milliseconds / 1000)));
}

function whole(seconds) {
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([size]) => seconds >= size);
  if (first === -1) return '0 s';
  const [size, name] = units[first];
  const rest = seconds % size;
  const [nextSize, nextName] = units[first + 1] ?? [Infinity, ''];
  const more = Math.floor(rest / nextSize);
  return `${Math.floor(seconds / size)} ${name}${more > 0 ? ` ${more} ${nextName}` : ''}`;
}

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** `14:03:22` of the day of `now`, else with its date. In the zone of this browser. */
export function instant(at, now) {
  const [date, today] = [new Date(at), new Date(now)];
  return (date.toDateString() === today.toDateString() ? time : dateAndTime).format(date);
}

const stateTexts = { led: 'led', expired: 'expired', released: 'released', vacant: 'vacant' };

export function stateText(state) {
  return stateTexts[state] ?? state;
}
