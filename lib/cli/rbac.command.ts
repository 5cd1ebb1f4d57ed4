import { type Command } from './command.js';
import { exitCode } from './exit-code.js';
import { toYaml } from './print/yaml.js';
import { rbacManifests } from './rbac/rbac-manifests.js';

export const rbacCommand: Command = {
  name: 'rbac',
  synopsis: '[--lease NAME ...] [--service-account NAME] [--events] [--endpoint SERVICE ...] [-n NAMESPACE]',
  summary: 'Prints the ServiceAccount, Role and RoleBinding that an app needs, and no more than it needs.',
  details: `
  --lease NAME            a lease of the app; give it once for each (default: nodejs-leader-election)
  --service-account NAME  default: the first lease's name
  --events                for events: true: to write Events
  --endpoint SERVICE      for endpoint: to write the EndpointSlice of that Service; once for each`,
  options: {
    lease: { type: 'string', multiple: true },
    'service-account': { type: 'string' },
    events: { type: 'boolean' },
    endpoint: { type: 'string', multiple: true },
  },
  async run({ args, terminal }) {
    args.only();
    const named = args.texts('lease').map(name => args.name('--lease', name));
    const leases = named.length > 0 ? [...new Set(named)] : ['nodejs-leader-election'];
    const serviceAccount = args.name('--service-account', args.text('service-account') ?? leases[0]);
    const endpoints = [...new Set(args.texts('endpoint').map(name => args.name('--endpoint', name)))];
    const { namespace } = args;
    const manifests = rbacManifests({ leases, serviceAccount, namespace, events: args.flag('events'), endpoints });
    terminal.print(args.flag('json') ? JSON.stringify(manifests, null, 2) : toYaml(manifests));
    return Promise.resolve(exitCode.well);
  },
};
