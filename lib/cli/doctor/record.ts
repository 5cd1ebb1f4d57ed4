import { type Finding, note, ok, problem } from './finding.js';
import { type Patient } from './patient.js';
import { viewOf } from '../status/lease-view.js';
import { roundedDuration } from '../../core/clock/rounded-duration.js';
import { annotationsLimit, annotationsOf, bytesOf } from '../../core/record/annotations.js';
import { isObject } from '../../core/record/is-object.js';
import { type Lease } from '../../core/record/lease.js';

/** How this package shows itself to an API server. */
const own = 'nestjs-kubernetes-leader';

/** @param now the API server's time */
export function recordFindings({ record, lease }: Patient, now: number): Finding[] {
  const named = lease.name === 'nodejs-leader-election' ? [defaultName] : [];
  if (record === undefined)
    return [note(`There is no lease "${lease.name}" yet: the first replica makes it.`), ...named];
  const held = [stateFinding(record, now), ...foreignFindings(record, now)];
  return [...held, ...ownerFindings(record), ...toolFindings(record), ...sizeFindings(record), ...named];
}

const defaultName = note(
  'The lease has the default name: a second app in this namespace would share it, and one of the two would never lead.',
  'Set leaseName in forRoot().',
);

function stateFinding(record: Lease, now: number): Finding {
  const { state, holder, renewedAgo } = viewOf(record, now);
  const ago = renewedAgo === undefined ? '' : `${roundedDuration(renewedAgo)} ago`;
  switch (state) {
    case 'led':
      return ok(`${holder} leads, and has renewed the lease ${ago}.`);
    case 'expired': {
      const since = renewedAgo === undefined ? 'never' : `${ago} for the last time`;
      const advice = 'See whether a replica runs, and what its log says about the lease.';
      return problem(`Nobody leads: ${holder} has renewed the lease ${since}.`, advice);
    }
    case 'released': {
      const advice = 'See whether a replica runs, and whether it may lead (the option `eligible`).';
      return problem(`Nobody leads: the last leader has released the lease ${ago}.`, advice);
    }
    case 'vacant':
      return note(
        'Nobody leads: the lease has no holder, and nobody has released it.',
        'The first replica that starts waits one leaseDuration, because nobody can tell whether somebody led before.',
      );
  }
}

/** By which program each field of the spec was written, as the API server keeps it. */
function foreignFindings(record: Lease, now: number): Finding[] {
  const writers = (record.metadata.managedFields ?? []).flatMap(({ manager, time, fieldsV1 }) => {
    const spec = isObject(fieldsV1) ? fieldsV1['f:spec'] : undefined;
    return isObject(spec) && manager !== own ? [{ manager: String(manager), time, spec }] : [];
  });
  return writers.map(({ manager, time, spec }) => {
    const ago = roundedDuration(Math.max(0, now - Date.parse(time ?? '')));
    if ('f:renewTime' in spec) {
      const advice = 'Give your app a lease of its own (leaseName). Two programs on one lease take it from each other.';
      return problem(`Another program renews the lease: ${manager}, ${ago} ago.`, advice);
    }
    const fields = Object.keys(spec).map(field => field.replace(/^f:/, ''));
    const advice = 'An edit of the holder or the times ends the term of the leader. Use step-down instead.';
    return note(`${manager} has written ${fields.join(', ')} of the lease, ${ago} ago.`, advice);
  });
}

function ownerFindings({ metadata }: Lease): Finding[] {
  const owners = Array.isArray(metadata.ownerReferences)
    ? (metadata.ownerReferences as unknown[]).filter(isObject)
    : [];
  return owners.map(({ kind, name }) =>
    problem(
      `The lease belongs to ${String(kind)} ${String(name)}: Kubernetes deletes it with that, also while somebody leads.`,
      'Remove its ownerReferences.',
    ),
  );
}

const tools: readonly (readonly [key: string, tool: string])[] = [
  ['argocd.argoproj.io/tracking-id', 'Argo CD'],
  ['meta.helm.sh/release-name', 'Helm'],
  ['kustomize.toolkit.fluxcd.io/name', 'Flux'],
  ['kubectl.kubernetes.io/last-applied-configuration', 'kubectl apply'],
];

function toolFindings({ metadata }: Lease): Finding[] {
  const keys = { ...metadata.labels, ...metadata.annotations };
  return tools
    .filter(([key]) => key in keys)
    .map(([, tool]) =>
      note(
        `The lease is managed by ${tool}: if its manifest has a holder or times, each sync ends the term of the leader.`,
        'Let the app create its lease, or give it a name in the manifest and nothing else.',
      ),
    );
}

function sizeFindings(record: Lease): Finding[] {
  const bytes = bytesOf(annotationsOf(record));
  if (bytes < annotationsLimit * 0.75) return [];
  const size = `${Math.round(bytes / 1024)} of ${annotationsLimit / 1024} KiB`;
  const advice = 'Remove what is not needed, or give some jobs with `once` a lease of their own.';
  return [problem(`The annotations of the lease take ${size}: soon it cannot be written any more.`, advice)];
}
