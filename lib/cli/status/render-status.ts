import { type LeaseState, type LeaseView } from './lease-view.js';
import { type Status } from './read-status.js';
import { jobCells, jobColumns } from './render-jobs.js';
import { type Cell, coloured, table } from '../print/table.js';
import { type Colour, type Paint } from '../print/terminal.js';
import { roundedDuration } from '../../core/clock/rounded-duration.js';

export interface RenderOptions {
  readonly paint: Paint;
  readonly hasNamespaces: boolean;
}

const stateColours: Readonly<Record<LeaseState, Colour>> = {
  led: 'green',
  expired: 'red',
  released: 'yellow',
  vacant: 'yellow',
};

const none = '-';

/** Tables for people: of the leases, of who may lead next, of the jobs. */
export function renderStatus({ leases, seesPods }: Status, { paint, hasNamespaces }: RenderOptions): string {
  const placed = (view: LeaseView, cells: readonly Cell[]) => (hasNamespaces ? [view.namespace, ...cells] : cells);
  const head = (...names: readonly string[]) => (hasNamespaces ? ['NAMESPACE', ...names] : names);

  const rows = leases.map(lease =>
    placed(lease, [
      lease.name,
      coloured(paint, stateColours[lease.state], lease.state),
      lease.holder ?? none,
      ago(lease.ledFor, ''),
      ago(lease.renewedAgo, ' ago'),
      String(lease.transitions),
    ]),
  );
  const parts = [table(head('LEASE', 'STATE', 'HOLDER', 'LED FOR', 'RENEWED', 'TRANSITIONS'), rows)];

  const followed = leases.filter(({ candidates }) => candidates.length > 0);
  if (followed.length > 0) {
    const names = (lease: (typeof leases)[number]) => lease.candidates.join(', ');
    parts.push(
      table(
        head('LEASE', 'PODS BESIDE ITS HOLDER'),
        followed.map(lease => placed(lease, [lease.name, names(lease)])),
      ),
    );
  } else if (!seesPods && !hasNamespaces) {
    parts.push(paint('dim', 'Who else may lead is not known: this user may not list pods.'));
  }

  const jobs = leases.flatMap(lease => lease.jobs.map(job => ({ lease, job })));
  if (jobs.length > 0) {
    const lines = jobs.map(({ lease, job }) => placed(lease, [lease.name, ...jobCells(job, paint)]));
    parts.push(table(head('LEASE', ...jobColumns), lines));
  }
  return parts.join('\n\n');
}

function ago(milliseconds: number | undefined, after: string): string {
  return milliseconds === undefined ? none : `${longDuration(milliseconds)}${after}`;
}

const day = 24 * 3_600_000;

function longDuration(milliseconds: number): string {
  return milliseconds < 2 * day ? roundedDuration(milliseconds) : `${Math.round(milliseconds / day)} days`;
}
