import { type LeadershipLostCode } from '../errors/leadership-lost.error.js';
import { roundedDuration } from '../clock/rounded-duration.js';
import { type ResolvedElectorOptions } from './options/elector-options.js';

const because: Record<LeadershipLostCode, string> = {
  deadline: 'it was not renewed in time',
  replaced: 'it was seen to name somebody else, or nobody',
  deleted: 'it was deleted',
  stepDown: 'this process stepped down',
  ineligible: 'it is not eligible any more',
  shutdown: 'this process is stopping',
};

/** @param why it came to that, if more is known */
export function lostMessage({ leaseName }: ResolvedElectorOptions, code: LeadershipLostCode, why?: string): string {
  return `Lease "${leaseName}": this process no longer leads: ${because[code]}${why === undefined ? '' : `: ${why}`}.`;
}

export function slowServerMessage({ leaseName, renewDeadline }: ResolvedElectorOptions, took: number): string {
  return (
    `Lease "${leaseName}": the API server took ${roundedDuration(took)} for a write. Above half of \`renewDeadline\`, ` +
    `${roundedDuration(renewDeadline / 2)}, leaders lose their terms. Find out what makes it slow (an admission webhook that ` +
    'does not answer, a busy etcd), or set a longer `leaseDuration`.'
  );
}

export function serverInTimeMessage({ leaseName }: ResolvedElectorOptions, took: number): string {
  return `Lease "${leaseName}": the API server answers writes in time again (${roundedDuration(took)}).`;
}

/** @param until by the wall clock, in milliseconds */
export function waitingOutMessage(options: ResolvedElectorOptions, holder: string, until: number): string {
  const { leaseName, namespace, leaseDuration } = options;
  const time = new Date(until).toISOString().slice(0, 19).replace('T', ' ');
  return (
    `Lease "${leaseName}": "${holder}" has not renewed it for ${roundedDuration(leaseDuration)}, but has taken it for longer: ` +
    `this process waits until about ${time} UTC. If you know that "${holder}" does not run any more, end the wait:\n` +
    `kubectl -n ${namespace} patch lease ${leaseName} --type merge -p ` +
    `'{"spec":{"holderIdentity":"","leaseDurationSeconds":1}}'`
  );
}

export function workLeftMessage(options: ResolvedElectorOptions, names: readonly string[]): string {
  const { leaseName, drainTimeout, abortGrace } = options;
  return (
    `Lease "${leaseName}" is not released but left to run out: still running ${roundedDuration(drainTimeout)} after the ` +
    `end of the term began, and ${roundedDuration(abortGrace)} after \`signal\` aborted: ${names.join(', ')}. Work of a ` +
    'leader should end when its `signal` aborts (`LeaderService.currentRun.signal`).'
  );
}

export function notReleasedMessage({ leaseName }: ResolvedElectorOptions, runsOutAt: number): string {
  const time = new Date(runsOutAt).toISOString().slice(11, 19);
  return (
    `Lease "${leaseName}" could not be released (\`releaseTimeout\`, or the API server refused). It runs out at about ` +
    `${time} UTC, and another replica leads then.`
  );
}

export function lingeringMessage(
  { leaseName }: ResolvedElectorOptions,
  names: readonly string[],
  milliseconds: number,
): string {
  return (
    `Lease "${leaseName}": this process takes no part in the election, because work of its last term still runs after ` +
    `${roundedDuration(milliseconds)}: ${names.join(', ')}. Work of a leader should end when its \`signal\` aborts ` +
    '(`LeaderService.currentRun.signal`).'
  );
}

export function nobodyEligibleMessage({ leaseName, eligible }: ResolvedElectorOptions): string {
  const why = eligible === false ? 'is an observer (`eligible: false`)' : 'is not eligible (`eligible`)';
  return `Lease "${leaseName}": nobody leads. This process ${why}, and no other replica has taken the lease.`;
}

export function watchSilentMessage({ leaseName, renewInterval, retryInterval }: ResolvedElectorOptions): string {
  return (
    `Lease "${leaseName}": two watches in a row were opened and told nothing of its changes. A proxy in front of the API ` +
    'server may hold answers back (response buffering): have it pass them on as they come. Until then this process also ' +
    `reads the lease while a renewal is overdue, and a handover may take ${roundedDuration(renewInterval + retryInterval)}.`
  );
}

export function identityInUseMessage({ leaseName, identity }: ResolvedElectorOptions): string {
  return (
    `Lease "${leaseName}": another process renews it as "${identity}", which is this process's identity too. ` +
    'Give every replica an identity of its own, such as the name of its pod.'
  );
}
