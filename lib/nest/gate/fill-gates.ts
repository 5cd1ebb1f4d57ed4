import { type AppMethod } from '../discovery/app-methods.js';
import { type LeaderLookup } from '../service/leader-lookup.js';
import { gatesOf } from './gate-metadata.js';

/** Gives gates their services if Nest could not: it injects no properties into what a factory made. */
export function fillGates(methods: readonly AppMethod[], leaders: LeaderLookup): void {
  for (const { call, instance, prototype, key, isSingleton } of methods) {
    if (!isSingleton) continue;
    for (const { name, property } of gatesOf(prototype, key)) {
      instance[property] ??= leaders.find(name, `@OnlyLeader(${name === undefined ? '' : `'${name}'`})`, call);
    }
  }
}
