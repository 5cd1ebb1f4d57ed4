import { type Segment, type Style } from '../ansi.js';
import { type Fleet } from '../fleet/fleet.js';
import { type Replica } from '../fleet/replica.js';
import { type Handover } from '../judge/handover.js';
import { ms } from '../judge/describe-handover.js';
import { verdict } from '../judge/verdict.js';
import { leaseDuration } from '../messages.js';
import { Timeline } from './timeline.js';

export interface Happening {
  readonly at: Date;
  readonly replica: Replica;
  readonly text: string;
}

export interface Screenful {
  readonly fleet: Fleet;
  readonly timeline: Timeline;
  readonly happenings: readonly Happening[];
  readonly lease: { readonly holder: string | undefined; readonly renewed: Date | undefined };
  readonly hint: string;
  /** The command that shows the lease with one's own tools. */
  readonly kubectl: string;
}

type Line = readonly Segment[];

const replicaStyles: readonly Style[] = ['cyan', 'blue', 'magenta'];
const shownHandovers = 5;

/** The whole screen, line by line; what has no room is left out, the oldest events first, what one can do last. */
export function view(shown: Screenful, width: number, height: number): Line[] {
  const top: Line[] = [
    [
      [' nestjs-kubernetes-leader ', 'bold', 'inverse'],
      [`  three replicas, one Lease of ${leaseDuration / 1000} s, no cluster`, 'dim'],
    ],
    [],
    ...replicaLines(shown, width),
    [],
    leaseLine(shown),
    [[`         ${shown.kubectl}`, 'dim']],
    [],
    [
      [' HANDOVERS', 'bold'],
      ['  how long nobody worked', 'dim'],
    ],
    ...handoverLines(shown.fleet),
    [],
    [[' EVENTS', 'bold']],
  ];
  const bottom: Line[] = [[], verdictLine(shown.fleet), keysLine(shown.hint)];
  const shownTop = top.slice(0, Math.max(0, height - bottom.length));
  const room = Math.max(0, height - shownTop.length - bottom.length);
  const events = shown.happenings.slice(-room || Infinity).map(happening => eventLine(shown.fleet, happening));
  const padding = Array.from({ length: room - events.length }, (): Line => []);
  return [...shownTop, ...events, ...padding, ...bottom].slice(0, height);
}

function replicaLines({ fleet, timeline }: Screenful, width: number): Line[] {
  const heading = `   ${'REPLICA'.padEnd(11)}${'PID'.padStart(7)}  ${'STATE'.padEnd(11)}${'JOBS'.padStart(5)}  `;
  const room = width - heading.length - 1;
  const lines = fleet.replicas.map((replica): Line => {
    const { name, pid, phase, jobs } = replica;
    const style = Timeline.styleOf(phase);
    return [
      [phase === 'leading' ? ' ▸ ' : '   ', 'green', 'bold'],
      [name.padEnd(11), styleOf(fleet, name)],
      [(phase === 'dead' ? '–' : String(pid)).padStart(7)],
      [`  ${phase.padEnd(11)}`, style, ...(phase === 'leading' ? (['bold'] as const) : [])],
      [`${String(jobs).padStart(5)}  `],
      ...timeline.of(replica, room),
    ];
  });
  return [
    [
      [heading, 'bold'],
      ['now'.padStart(room), 'dim'],
    ],
    ...lines,
  ];
}

function leaseLine({ lease }: Screenful): Line {
  const holder: Segment = lease.holder ? [lease.holder, 'green'] : ['nobody', 'red'];
  const age = lease.renewed && `  renewed ${((Date.now() - lease.renewed.getTime()) / 1000).toFixed(1)} s ago`;
  return [[' LEASE', 'bold'], ['  held by '], holder, [lease.holder && age ? age : '', 'dim']];
}

function handoverLines(fleet: Fleet): Line[] {
  const lines = fleet.handovers.slice(-shownHandovers).map(handover => handoverLine(fleet, handover));
  return lines.length > 0 ? lines : [[['   none yet: press a key', 'dim']]];
}

function handoverLine(fleet: Fleet, { from, to, cause, milliseconds, drained }: Handover): Line {
  return [
    [`   ${(cause?.fault ?? 'by itself').padEnd(11)}`],
    [from.replica, styleOf(fleet, from.replica)],
    [' → '],
    [to.replica, styleOf(fleet, to.replica)],
    [ms(milliseconds).padStart(11), 'bold'],
    [drained === undefined ? '' : `  finished its job in ${ms(drained)}`, 'dim'],
  ];
}

function eventLine(fleet: Fleet, { at, replica, text }: Happening): Line {
  const time = `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  return [[`   ${time}  `, 'dim'], [replica.name, styleOf(fleet, replica.name)], [`  ${text}`]];
}

function verdictLine(fleet: Fleet): Line {
  const { isClean, text } = verdict(fleet.spells);
  return isClean
    ? [
        [' ✓ ', 'green', 'bold'],
        [text, 'green'],
      ]
    : [
        [' ✗ ', 'red', 'bold'],
        [text, 'red', 'bold'],
      ];
}

function keysLine(hint: string): Line {
  const key = (name: string, meaning: string): Segment[] => [[' '], [` ${name} `, 'inverse'], [` ${meaning} `]];
  const keys = [...key('k', 'kill -9'), ...key('t', 'SIGTERM'), ...key('p', 'pause'), ...key('q', 'quit')];
  return [...keys, [hint && `  ${hint}`, 'yellow']];
}

function styleOf(fleet: Fleet, name: string): Style {
  return replicaStyles[fleet.replicas.findIndex(replica => replica.name === name)];
}
