import { type LeaseApiServer } from 'nestjs-kubernetes-leader/testing';
import { type Fleet } from '../fleet/fleet.js';
import { type Fault } from '../judge/handover.js';
import { describeHandover } from '../judge/describe-handover.js';
import { verdict } from '../judge/verdict.js';
import { leaseName } from '../messages.js';
import { Screen } from './screen.js';
import { Timeline } from './timeline.js';
import { type Happening, view } from './view.js';

const redrawEvery = 100;
const momentEvery = 500;
const faults: Readonly<Record<string, Fault>> = { k: 'kill -9', t: 'SIGTERM', p: 'pause' };
const quitKeys = ['q', '\x03']; // Ctrl-C: in raw mode the terminal makes no signal of it

/**
 * Shows the replicas in the terminal until somebody quits.
 *
 * @param kubectl the command that shows the same with one's own tools
 * @returns whether no two of them ever worked at once
 */
export async function showLive(fleet: Fleet, api: LeaseApiServer, kubectl: string): Promise<boolean> {
  const timeline = new Timeline(fleet.replicas);
  const happenings: Happening[] = [];
  let hint = '';
  let quit = () => {};
  const quitting = new Promise<void>(resolve => (quit = resolve));

  const screen = new Screen(key => {
    if (quitKeys.includes(key)) return quit();
    const fault = faults[key];
    const { leader } = fleet;
    hint = fault && !leader ? 'nobody leads right now' : '';
    if (fault && leader) fleet.inflict(fault, leader);
    redraw();
  });

  function redraw(): void {
    const { spec } = api.leases.get(leaseName) ?? {};
    const renewed = spec?.renewTime ? new Date(spec.renewTime) : undefined;
    const lease = { holder: spec?.holderIdentity || undefined, renewed };
    screen.show(view({ fleet, timeline, happenings, lease, hint, kubectl }, screen.width, screen.height));
  }

  fleet.on('event', (replica, text) => {
    happenings.push({ at: new Date(), replica, text });
    if (happenings.length > 100) happenings.shift();
  });
  screen.open();
  process.stdout.on('resize', redraw);
  fleet.start();
  const drawing = setInterval(redraw, redrawEvery);
  const sampling = setInterval(() => timeline.sample(), momentEvery);
  timeline.sample();

  await quitting;
  hint = 'quitting';
  redraw();
  await fleet.stop();
  clearInterval(drawing);
  clearInterval(sampling);
  process.stdout.off('resize', redraw);
  screen.close();

  const { isClean, text } = verdict(fleet.spells);
  for (const handover of fleet.handovers) console.log(describeHandover(handover));
  console.log(text);
  return isClean;
}
