import { describe, expect, it, jest } from '@jest/globals';
import { firstSeed, patience, runs, simulateAll } from './simulate.js';

jest.setTimeout(patience);

describe('Whatever happens to leaders, clocks and the API server', () => {
  it(`no tick is lost, and none is run twice (${runs} simulated runs from seed ${firstSeed})`, async () => {
    const ran = await simulateAll({ retryInterrupted: 0 });
    expect(ran).toBeGreaterThan(runs);
  });
});
