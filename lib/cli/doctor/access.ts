import { type Finding, note, ok, problem } from './finding.js';
import { type Patient } from './patient.js';
import { ApiError } from '../api/api.error.js';
import { isObject } from '../../core/record/is-object.js';

const authorization = '/apis/authorization.k8s.io/v1';

/** What an election needs. `create` is asked without a name, because RBAC cannot name what is not there yet. */
const verbs = ['get', 'watch', 'update', 'create'] as const;

/** What becomes of an election without it. */
const without: Readonly<Record<(typeof verbs)[number], string>> = {
  get: 'no election is possible',
  update: 'no election is possible',
  watch: 'followers poll, and a handover takes longer',
  create: 'somebody else has to make the lease',
};

/** @param account a service account of the lease's namespace; undefined for whoever asks */
export async function accessFindings(patient: Patient, account: string | undefined): Promise<Finding[]> {
  const { namespace } = patient.lease;
  const who = account === undefined ? 'this user' : `system:serviceaccount:${namespace}:${account}`;
  try {
    const refused = await refusedVerbs(patient, account);
    if (refused.length === 0) return [ok(`${capital(who)} may get, watch, update and create the lease.`)];
    const advice =
      `Apply what this prints: npx nestjs-kubernetes-leader rbac --lease ${patient.lease.name}` +
      `${account === undefined ? '' : ` --service-account ${account}`} -n ${namespace}`;
    return refused.map(verb => problem(`${capital(who)} may not ${verb} the lease: ${without[verb]}.`, advice));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === undefined) throw error;
    // Whoever may not ask for others may still ask for itself, which tells something at least.
    const own = account === undefined ? [] : await accessFindings(patient, undefined);
    return [note(`Whether ${who} may use the lease is not known: ${error.message}.`), ...own];
  }
}

async function refusedVerbs({ api, lease }: Patient, account: string | undefined) {
  const isAllowed = async (verb: (typeof verbs)[number]): Promise<boolean> => {
    const { namespace, name } = lease;
    const about = { namespace, verb, group: 'coordination.k8s.io', resource: 'leases' };
    const resourceAttributes = verb === 'create' ? about : { ...about, name };
    const kind = account === undefined ? 'selfsubjectaccessreviews' : 'subjectaccessreviews';
    const subject = account === undefined ? {} : subjectOf(namespace, account);
    const body = { spec: { resourceAttributes, ...subject } };
    const answer = await api.request({ method: 'POST', path: `${authorization}/${kind}`, body });
    const { status } = answer.body as { status?: unknown };
    return isObject(status) && status.allowed === true;
  };
  const allowed = await Promise.all(verbs.map(isAllowed));
  return verbs.filter((_, index) => !allowed[index]);
}

function subjectOf(namespace: string, account: string): object {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { user: `system:serviceaccount:${namespace}:${account}`, groups };
}

/** At the start of a sentence; names stay as they are. */
function capital(who: string): string {
  return who.replace(/^this/, 'This');
}
