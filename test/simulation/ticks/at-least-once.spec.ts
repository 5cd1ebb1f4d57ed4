import { describe, expect, it, jest } from '@jest/globals';
import { firstSeed, patience, runs, simulateAll } from './simulate.js';

jest.setTimeout(patience);

describe('Whatever happens to leaders, clocks and the API server', () => {
  it(`with retryInterrupted every tick is run to its end at least once (${runs} simulated runs from seed ${firstSeed})`, async () => {
    const ran = await simulateAll({ retryInterrupted: 50 });
    expect(ran).toBeGreaterThan(runs);
  });
});
