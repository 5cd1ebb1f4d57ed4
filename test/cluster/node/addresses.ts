/** The Service `kubernetes`: an address of the loopback interface in there, where the API server itself listens. */
export const serviceAddress = '10.0.0.1';
export const nodeAddress = '10.10.0.1';
export const nodeName = 'node1';
export const serviceRange = '10.0.0.0/24';
export const podRange = '10.88.0.0/16';
