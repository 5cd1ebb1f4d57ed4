import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { type RequestFailure } from '../core/lease/request-failure.js';
import { ConditionLog } from './condition-log.js';
import { type ObjectClient } from './object-client.js';
import { eventRules } from './role-rules.js';
import { type ShownElector } from './shown-elector.js';

const component = 'nestjs-kubernetes-leader';
const tries = 3;

/** Writes the Events of a lease, of the reason and in the words of client-go. */
export class LeaseEvents {
  private readonly log: ConditionLog;
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly elector: ShownElector,
    private readonly client: ObjectClient,
  ) {
    const { leaseName, options } = elector;
    const consequence = 'The election goes on without it.';
    this.log = new ConditionLog(options.logger, `Lease "${leaseName}": writing an Event`, consequence, eventRules);
  }

  /** Of what this process just did: `became leader`. */
  record(what: string): void {
    const written = this.write(this.event(what)).finally(() => this.underWay.delete(written));
    this.underWay.add(written);
  }

  /** Resolves when all are written, or have failed. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async write(event: object): Promise<void> {
    const { namespace, options, clock } = this.elector;
    const path = `/api/v1/namespaces/${namespace}/events`;
    const body = JSON.stringify(event);
    for (let left = tries; left > 0; left--) {
      try {
        await this.client.request({ method: 'POST', path, body });
        return this.log.succeeded();
      } catch (error) {
        const failure = error as RequestFailure;
        // An earlier try of this one has been carried out, though its answer was lost.
        if (failure.code === 'conflict') return this.log.succeeded();
        this.log.failed(failure);
        if (failure.code === 'forbidden' || failure.code === 'rejected' || left === 1) return;
        await new Promise<void>(resolve => clock.setTimer(resolve, options.retryInterval));
      }
    }
  }

  private event(what: string): object {
    const { leaseName, namespace, identity, clock, seenLease } = this.elector;
    const now = clock.wall();
    const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
    const { uid, resourceVersion } = seenLease?.metadata ?? {};
    const suffix = `${(now * 1000 + randomInt(1000)).toString(16)}${randomInt(16 ** 4).toString(16)}`;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${leaseName.slice(0, 220).replace(/[-.]+$/, '')}.${suffix}`, namespace },
      involvedObject: {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        name: leaseName,
        namespace,
        ...(uid && { uid, resourceVersion }),
      },
      type: 'Normal',
      reason: 'LeaderElection',
      // The API takes no more of either.
      message: `${identity} ${what}`.slice(0, 1024),
      source: { component, host: hostname() },
      reportingComponent: component,
      reportingInstance: identity.slice(0, 128),
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    };
  }
}
