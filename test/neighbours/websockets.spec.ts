import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type NodeProgram } from '../support/node-program.js';
import { urlOf } from '../samples/sample.js';
import { neighbour } from './support/neighbour.js';
import { type Socket, socketTo } from './support/socket.js';

describe('The sample 15-websockets', () => {
  const { twoReplicas } = neighbour('15-websockets');
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });

  async function connected(replica: NodeProgram): Promise<Socket> {
    const socket = socketTo(await urlOf(replica));
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  it('takes a bid at the leader, and answers it elsewhere with an exception that says why', async () => {
    const { leader, follower } = await twoReplicas();
    const atLeader = await connected(leader);
    expect(await atLeader.emitWithAck('bid', 7)).toEqual({ highest: 7, takenBy: 'pod-a' });

    const atFollower = await connected(follower);
    expect(await atFollower.emitWithAck('who')).toBe('pod-a');
    const refused = once(atFollower, 'exception');
    atFollower.emit('bid', 8);
    const [told] = await refused;
    expect(told).toMatchObject({ status: 'error', code: 'notLeader', leaseName: 'websockets' });
  });
});
