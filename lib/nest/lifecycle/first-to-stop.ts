import { type ModulesContainer } from '@nestjs/core';

/** An app's module, as Nest keeps it. */
export type AppModule = ModulesContainer extends Map<string, infer M> ? M : never;

/**
 * Has a module's hooks called last on start and first on shutdown, before those of the root module and of global modules:
 * the users' providers are still open while the leader's work drains, and they are ready when the election starts.
 *
 * Nest sorts modules by `distance` (0 is the root), and the setter is public but not documented: a test watches over it. If
 * it is lost, so is the order, and nothing else. (Not -Infinity, of which the sort makes NaN.)
 */
export function makeFirstToStop(module: AppModule): void {
  module.distance = -1;
}
