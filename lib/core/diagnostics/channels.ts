import { channel, type Channel, tracingChannel } from 'node:diagnostics_channel';

const prefix = 'nestjs-kubernetes-leader';

/** The channel of an event. Whoever publishes keeps it, because asking it for subscribers is cheaper than finding it. */
export function eventChannel(type: string): Channel {
  return channel(`${prefix}:${type}`);
}

/** Of each call that a leader's gate let through. */
export const runChannels = tracingChannel(`${prefix}:run`);

/** Of each request to the API server. */
export const requestChannels = tracingChannel(`${prefix}:request`);
