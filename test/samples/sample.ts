import { afterEach, beforeEach } from '@jest/globals';
import { LeaseApiServer } from '../../lib/testing/index.js';
import { builtSample } from '../support/built-sample.js';
import { type NodeProgram, NodePrograms } from '../support/node-program.js';

export interface StartedSample {
  readonly api: LeaseApiServer;
  /** @param connected to the Lease API; else it leads by itself, as on a developer's machine */
  start(name: string, connected?: boolean): NodeProgram;
  /** `pod-a`, which leads, and `pod-b`, which knows. */
  twoReplicas(): Promise<{ leader: NodeProgram; follower: NodeProgram }>;
}

/** What a replica of a sample runs. */
export interface SampleProgram {
  readonly file: string;
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default this process's Node */
  readonly node?: string;
}

/** @param env more of the replicas' environment */
export function sample(folder: string, env: Readonly<Record<string, string>> = {}): StartedSample {
  return replicasOf(() => ({ file: builtSample(`${folder}/main.js`), env }));
}

/** For each test a Lease API, and replicas that do not outlive it. */
export function replicasOf(program: () => SampleProgram): StartedSample {
  const api = new LeaseApiServer();
  const programs = new NodePrograms();
  beforeEach(() => api.listen());
  afterEach(async () => {
    await programs.destroy();
    await api.close();
    api.reset();
  });
  const start: StartedSample['start'] = (name, connected = true) => {
    const { file, env, node } = program();
    const own = { POD_NAME: name, LEASE_API: connected ? api.url : undefined, PORT: '0' };
    return programs.start(name, file, { node, env: { ...env, ...own } });
  };
  return {
    api,
    start,
    async twoReplicas() {
      const leader = start('pod-a');
      await leader.says(/this process \("pod-a"\) leads/);
      const follower = start('pod-b');
      await follower.says(/"pod-a" leads/);
      return { leader, follower };
    },
  };
}

/** Where a sample listens, as it says. */
export async function urlOf(replica: NodeProgram): Promise<string> {
  return /http:\S+/.exec(await replica.says(/Listening on/))![0];
}

/** The replica that said so, and the other. */
export async function firstToSay(replicas: readonly [NodeProgram, NodeProgram], what: RegExp) {
  const [one, other] = replicas;
  const first = await Promise.any(replicas.map(async replica => (await replica.says(what), replica)));
  return first === one ? { leader: one, follower: other } : { leader: other, follower: one };
}
