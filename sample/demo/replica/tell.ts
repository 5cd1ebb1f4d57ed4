import { type ReplicaMessage } from '../messages.js';

/** Tells the demo. Where it has just gone, `disconnect` ends this process: nothing else is to be done about it. */
export function tell(message: ReplicaMessage): void {
  process.send?.(message, undefined, {}, () => {});
}
