import { describe, expect, it, jest } from '@jest/globals';
import { firstSeed, patience, runs, simulateAll } from './simulate.js';

jest.setTimeout(patience);

describe('Whatever happens to leaders, clocks and the API server', () => {
  it(`no tick is lost, and none is run twice (${runs} simulated runs from seed ${firstSeed})`, async () => {
    const ran = await simulateAll({ catchUp: 3_600_000, missed: 'all', retryInterrupted: 0, catchUpNew: false });
    expect(ran).toBeGreaterThan(runs);
  });
});
