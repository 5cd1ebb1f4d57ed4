import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeAccess } from './conformance-access.js';
import { describeApplying } from './conformance-applying.js';
import { describeClientNode } from './conformance-client-node.js';
import { describeCreating } from './conformance-creating.js';
import { describeDeleting } from './conformance-deleting.js';
import { describeHttpLeaseClient } from './conformance-http-lease-client.js';
import { describeManagedFields } from './conformance-managed-fields.js';
import { describePatching } from './conformance-patching.js';
import { describeReading } from './conformance-reading.js';
import { describeTables } from './conformance-tables.js';
import { describeUpdating } from './conformance-updating.js';
import { describeValidating } from './conformance-validating.js';
import { describeForgottenHistory, describeWatching } from './conformance-watching.js';
import { Bench, type LeaseApiUnderTest } from './lease-api-under-test.js';

/** What every Lease API does, the embedded one and the real one alike. */
export function describeLeaseApi(name: string, getServer: () => Promise<LeaseApiUnderTest>): void {
  describe(name, () => {
    let bench: Bench | undefined;
    const getBench = (): Bench => {
      if (!bench) throw new Error('The server is not there yet.');
      return bench;
    };

    beforeAll(async () => {
      bench = new Bench(await getServer());
    }, 180_000);

    afterAll(async () => {
      await bench?.api.close();
    }, 60_000);

    describeCreating(getBench);
    describeReading(getBench);
    describeUpdating(getBench);
    describeManagedFields(getBench);
    describePatching(getBench);
    describeDeleting(getBench);
    describeTables(getBench);
    describeValidating(getBench);
    describeApplying(getBench);
    describeWatching(getBench);
    describeAccess(getBench);
    describeClientNode(getBench);
    describeHttpLeaseClient(getBench);
    describeForgottenHistory(getBench);
  });
}
