import { confirmAction, field } from './confirm.js';
import { h, keyed, setAttribute, setText, table } from './dom.js';
import { instant } from './format.js';

const signs = { done: '✓', failed: '✗', running: '▸', late: '◷', interrupted: '!', unknown: '?' };
const words = { late: 'missed: too late to run' };

/** The jobs with `once`: what became of their last ticks, and when the next ones come. */
export class Jobs {
  #table = table('Jobs with once', ['Job', 'Last ticks', 'Next ticks', 'Actions']);
  #heading = h('h3', { id: 'jobs-title', text: 'Jobs' });
  element = h('section', { class: 'card', 'aria-labelledby': 'jobs-title' }, this.#heading, this.#table.element);

  show({ name: lease, jobs, now }, mayAct) {
    setAttribute(this.element, 'hidden', jobs.length === 0);
    setAttribute(this.#table.element, 'data-quiet', !mayAct);
    keyed(
      this.#table.body,
      jobs,
      ({ name }) => name,
      job => this.#make(lease, job),
      (row, job) => {
        const [title, last, next, deeds] = row.children;
        setText(title.children[1], job.schedule ?? '');
        this.#ticks(last, job, now);
        this.#coming(next, job, now);
        setAttribute(deeds, 'hidden', !mayAct);
        const [pause] = deeds.querySelectorAll('button');
        const verb = job.paused === undefined ? 'Pause…' : 'Resume…';
        setText(pause, verb);
        setAttribute(pause, 'aria-label', `${verb.slice(0, -1)} ${job.name}`);
        pause.isPaused = job.paused !== undefined;
      },
    );
  }

  #make(lease, { name }) {
    const row = this.#table.row();
    const [title, last, next, deeds] = row.children;
    title.append(h('span', { text: name }), h('span', { class: 'schedule' }));
    last.append(h('ol', { class: 'ticks' }), h('p', { class: 'outcome' }), h('p', { class: 'failure' }));
    next.append(h('p', { class: 'paused' }), h('ol', { class: 'coming' }));
    const pause = h('button', { type: 'button', click: () => (pause.isPaused ? resumeJob : pauseJob)(lease, name) });
    const run = h('button', {
      type: 'button',
      text: 'Run now…',
      'aria-label': `Run now ${name}`,
      click: () => runJob(lease, name),
    });
    deeds.append(h('div', { class: 'buttons' }, pause, run));
    return row;
  }

  #ticks(cell, { ticks, outcome, lastTick, attempt, lastFailure }, now) {
    const [list, text, failure] = cell.children;
    setAttribute(list, 'hidden', ticks.length < 2);
    keyed(
      list,
      ticks,
      tick => `${tick.scheduledAt} ${tick.attempt}`,
      () => h('li', {}, h('span', { 'aria-hidden': 'true' }), h('span', { class: 'unseen' })),
      (item, tick) => {
        setAttribute(item, 'data-outcome', tick.outcome);
        setAttribute(item, 'title', describe(tick, now));
        setText(item.children[0], signs[tick.outcome] ?? '·');
        setText(item.children[1], describe(tick, now));
      },
    );
    setText(text, lastTick === undefined ? 'none yet' : describe({ scheduledAt: lastTick, outcome, attempt }, now));
    setAttribute(text, 'data-outcome', outcome);
    const failed =
      lastFailure === undefined ? '' : `Last failure ${instant(lastFailure.at, now)}: ${lastFailure.message}`;
    setText(failure, failed);
  }

  #coming(cell, { coming, paused, runRequestedAt }, now) {
    const [note, list] = cell.children;
    const asked = runRequestedAt === undefined ? '' : 'Will run now. ';
    setText(
      note,
      asked + (paused === undefined ? (coming.length === 0 ? 'Only the app knows.' : '') : `Paused: ${paused}`),
    );
    setAttribute(list, 'data-paused', paused !== undefined);
    keyed(
      list,
      coming,
      tick => tick,
      () => h('li'),
      (item, tick) => setText(item, instant(tick, now)),
    );
  }
}

function describe({ scheduledAt, outcome, attempt }, now) {
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return `${instant(scheduledAt, now)} ${words[outcome] ?? outcome}${again}`;
}

function pauseJob(lease, job) {
  const reason = h('input', { type: 'text', maxlength: 200, autofocus: true });
  confirmAction({
    title: `Pause ${job}?`,
    text: 'None of its ticks begin until you resume it. A run that has begun goes on.',
    verb: 'Pause',
    fields: [field('Why? Others will read this.', reason)],
    action: () => ({ action: 'pause', lease, job, reason: reason.value.trim() || undefined }),
  });
}

function resumeJob(lease, job) {
  confirmAction({
    title: `Resume ${job}?`,
    text: 'It runs again from its next tick on. Ticks that came due during the pause do not run.',
    verb: 'Resume',
    action: () => ({ action: 'resume', lease, job }),
  });
}

function runJob(lease, job) {
  confirmAction({
    title: `Run ${job} now?`,
    text: 'The leader runs it once, now, even if it is paused.',
    verb: 'Run now',
    action: () => ({ action: 'run', lease, job }),
  });
}
