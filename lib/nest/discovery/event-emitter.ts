import { type DiscoveryService } from '@nestjs/core';
import { isClassWith } from './class-with.js';

/** Whether the app imports `EventEmitterModule.forRoot()`, which provides an `EventEmitter2`. */
export function hasEventEmitter(discovery: DiscoveryService): boolean {
  return discovery.getProviders().some(({ token }) => isClassWith(token, ['emitAsync', 'onAny', 'waitFor']));
}
