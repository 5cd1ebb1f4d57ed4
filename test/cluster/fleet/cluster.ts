import { administratorOf } from '../../support/kube-apiserver-access.js';
import { type KubeClient } from '../../support/kube-apiserver-client.js';
import { useExistingCluster } from '../../support/kube-apiserver-existing.js';
import { nodeName } from '../node/addresses.js';
import { appImage } from '../node/images.js';
import { OneNode } from '../node/one-node.js';
import { nodeParts } from '../node/parts.js';
import { FolderJournals } from './folder-journals.js';
import { type Journals } from './journals.js';
import { LogJournals } from './log-journals.js';
import { type ApiConnection } from './stream.js';

/** A Kubernetes with a kubelet. */
export interface Cluster {
  readonly api: KubeClient;
  readonly connection: ApiConnection;
  /** All pods run on this one, because only the stamps of one machine can be compared. */
  readonly nodeName: string;
  readonly image: string;
  /** A folder of the node's for pods' journals; none on a cluster of yours, where they go into the log. */
  readonly journalsFolder: string | undefined;
  journalsOf(namespace: string): Journals;
  /** What can be done to the node itself; undefined on a cluster of yours. */
  readonly node: OneNode | undefined;
  stop(): Promise<void>;
}

/** The cluster in `TEST_KUBECONFIG`, else one that is made here. If there is none, this fails; it never skips. */
export async function startCluster(): Promise<Cluster> {
  const kubeconfig = process.env.TEST_KUBECONFIG;
  return kubeconfig ? existingCluster(kubeconfig) : ownCluster();
}

async function ownCluster(): Promise<Cluster> {
  const node = await OneNode.start(await nodeParts());
  const { journals } = node.folder;
  return {
    api: node.api,
    connection: node.connection,
    nodeName,
    image: appImage,
    journalsFolder: journals,
    journalsOf: () => new FolderJournals(journals),
    node,
    stop: () => node.stop(),
  };
}

async function existingCluster(kubeconfig: string): Promise<Cluster> {
  const image = process.env.TEST_IMAGE;
  if (!image) throw new Error(IMAGE);
  const server = await useExistingCluster(kubeconfig);
  const administrator = await administratorOf(server);
  const { hostname, port } = new URL(server.url);
  const connection = { host: hostname, port: Number(port || 443), ca: server.ca, token: administrator.token };
  const { json } = await server.request('GET', '/api/v1/nodes');
  return {
    api: server,
    connection,
    nodeName: json.items?.[0]?.metadata?.name ?? '',
    image,
    journalsFolder: undefined,
    journalsOf: namespace => new LogJournals(connection, namespace),
    node: undefined,
    async stop() {
      await administrator.remove();
      await server.stop();
    },
  };
}

const IMAGE = `TEST_KUBECONFIG is set, but TEST_IMAGE is not: the image of the app as your cluster can have it.
"npm run test:cluster:image" writes its archive, for "kind load image-archive" and the like (test/cluster/README.md).`;
