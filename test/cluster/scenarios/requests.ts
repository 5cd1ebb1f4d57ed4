import { describe, expect, it } from '@jest/globals';
import { type World } from './world.js';

/** Comes last: what all pods have asked for, by the API server's audit log. */
export function requests(world: () => World): void {
  describe('The pods, through all of this,', () => {
    it("have used what the manifests' Role grants, and asked for nothing else", () => {
      const all = world().node.leaseRequests();
      const verbs = [...new Set(all.map(({ verb }) => verb))].sort();
      console.log(`${all.length} requests for leases: ${verbs.join(', ')}`);
      expect(verbs.filter(verb => !['create', 'get', 'update', 'watch'].includes(verb))).toEqual([]);
      expect(all.filter(({ status }) => status === 403)).toEqual([]);
      expect(all.length).toBeGreaterThan(0);
    });
  });
}
