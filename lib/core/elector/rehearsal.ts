import { type Lease } from '../record/lease.js';
import { type Action } from '../election/action.js';
import { type ElectionConfig } from '../election/election-config.js';
import { step } from '../election/election.js';
import { type Input } from '../election/input.js';
import { type ElectionState, initialState } from '../election/state.js';

/**
 * Plays one election for nobody: somebody leads and releases; this candidate takes over, renews and releases. Without it
 * the first handover of a process waits until the code that it runs has been compiled.
 *
 * @returns what the election would have done
 */
export function rehearse(config: ElectionConfig): readonly Action[] {
  const rehearsal = new Rehearsal(config);
  rehearsal.play({ type: 'start' });
  rehearsal.answer(rehearsal.record('another'));
  rehearsal.watch(id => ({ type: 'watchOpened', id }));
  rehearsal.watch(id => ({ type: 'watchEvent', id, event: { type: 'seen', lease: rehearsal.record('') } }));
  rehearsal.watch(id => ({ type: 'watchEvent', id, event: { type: 'seen', lease: rehearsal.stored() } }));
  rehearsal.answer(rehearsal.stored());
  rehearsal.wait(config.renewInterval);
  rehearsal.answer(rehearsal.stored());
  rehearsal.play({ type: 'stop' });
  rehearsal.answer(rehearsal.stored());
  return rehearsal.all;
}

class Rehearsal {
  readonly all: Action[] = [];
  private state: ElectionState;
  private written: Lease;
  private time = 0;
  private version = 0;
  private readonly random = () => 0;

  constructor(private readonly config: ElectionConfig) {
    this.state = initialState({ ...config, alone: false, eligibility: 'always' });
    this.written = this.record('');
  }

  play(input: Input): void {
    const now = { mono: ++this.time, wall: this.time, working: false, random: this.random };
    const { state, actions } = step(this.state, input, now);
    this.state = state;
    this.all.push(...actions);
  }

  wait(milliseconds: number): void {
    this.time += milliseconds;
    this.play({ type: 'tick' });
  }

  answer(lease: Lease): void {
    const id = this.state.requests.at(-1)?.id;
    if (id !== undefined) this.play({ type: 'answer', id, answer: { ok: true, lease } });
  }

  watch(tells: (id: number) => Input): void {
    const { watch } = this.state;
    if (watch.name !== 'none') this.play(tells(watch.id));
  }

  /** The lease as the server would have it after the write under way. */
  stored(): Lease {
    for (const action of this.all) if (action.type === 'request' && action.verb !== 'read') this.written = action.lease;
    return this.next(this.written);
  }

  record(holderIdentity: string): Lease {
    const { leaseName: name, namespace } = this.config;
    const spec = { holderIdentity, leaseDurationSeconds: holderIdentity === '' ? 1 : 2 };
    return this.next({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace }, spec });
  }

  private next(lease: Lease): Lease {
    return { ...lease, metadata: { ...lease.metadata, uid: 'rehearsal', resourceVersion: String(++this.version) } };
  }
}
