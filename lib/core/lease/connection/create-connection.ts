import { type Clock } from '../../clock/clock.js';
import { type ConnectionOption } from './connection-option.js';
import { DirectConnection } from './direct.connection.js';
import { InClusterConnection } from './in-cluster.connection.js';
import { KubeconfigConnection } from './kubeconfig.connection.js';
import { kubeconfigSource } from './kubeconfig-loader.js';
import { type LeaseConnection } from './lease-connection.js';

/** Reads nothing and never throws. The first request reports what is missing or wrong. */
export function createConnection(
  option: Exclude<ConnectionOption, 'none'>,
  env: NodeJS.ProcessEnv,
  clock?: Clock,
): LeaseConnection {
  if (option === 'in-cluster') return new InClusterConnection(env, undefined, clock);
  if (option === 'kubeconfig') return new KubeconfigConnection('the kubeconfig', kubeconfigSource({}, env), clock);
  if ('applyToHTTPSOptions' in option) {
    return new KubeconfigConnection('the given KubeConfig', { load: () => Promise.resolve(option) }, clock);
  }
  if ('serviceAccount' in option) return new InClusterConnection(env, option.serviceAccount, clock);
  if ('kubeconfig' in option) {
    const { kubeconfig: file, context } = option;
    return new KubeconfigConnection(`the kubeconfig ${file}`, kubeconfigSource({ file, context }, env), clock);
  }
  return new DirectConnection(option, clock);
}
