import { type ControlledReplica, type ReplicaControl } from '../../../lib/cli/dashboard/replica-control.js';
import { ProblemError } from '../../../lib/cli/problem.error.js';
import { type Fleet } from '../fleet/fleet.js';
import { type Fault } from '../judge/handover.js';

const deeds: Readonly<Record<string, { readonly label: string; readonly fault: Fault; readonly done: string }>> = {
  kill: { label: 'Kill', fault: 'kill -9', done: 'is killed (SIGKILL). It starts again after a while.' },
  pause: { label: 'Pause', fault: 'pause', done: 'is paused (SIGSTOP) for longer than its lease lasts.' },
  drain: { label: 'Drain', fault: 'SIGTERM', done: 'is told to end (SIGTERM). It starts again after a while.' },
};

/** The replicas of the demo, for the buttons of the page. */
export class FleetControl implements ReplicaControl {
  constructor(private readonly fleet: Fleet) {}

  get rows(): readonly ControlledReplica[] {
    return this.fleet.replicas.map(replica => {
      const { name, phase, pid, jobs, isAlive } = replica;
      return {
        name,
        state: phase,
        detail: `${phase === 'dead' ? '' : `pid ${pid}, `}${jobs} ${jobs === 1 ? 'job' : 'jobs'} done`,
        deeds: Object.entries(deeds).map(([deed, { label }]) => ({ name: deed, label, isPossible: isAlive })),
      };
    });
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    this.fleet.on('change', listener).on('event', listener);
    signal.addEventListener('abort', () => this.fleet.off('change', listener).off('event', listener));
  }

  act(name: string, deed: string): string {
    const replica = this.fleet.replicas.find(candidate => candidate.name === name);
    const known = Object.hasOwn(deeds, deed) ? deeds[deed] : undefined;
    if (replica === undefined || known === undefined) throw new ProblemError(`Nobody can "${deed}" ${name}.`);
    if (!replica.isAlive) throw new ProblemError(`${name} is ${replica.phase} now: wait until it runs again.`);
    this.fleet.inflict(known.fault, replica);
    return `${name} ${known.done}`;
  }
}
