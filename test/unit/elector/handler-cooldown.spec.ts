import { describe, expect, it } from '@jest/globals';
import { HandlerCooldown } from '../../../lib/core/elector/handler-cooldown.js';

describe('The cooldown after a failed handler', () => {
  it('is one lease duration, doubles with each failure, and stops at 16', () => {
    const cooldown = new HandlerCooldown(1000);
    expect(Array.from({ length: 6 }, () => cooldown.afterFailure(0))).toEqual([1000, 2000, 4000, 8000, 16000, 16000]);
  });

  it('starts over after a term that went well for a whole lease duration', () => {
    const cooldown = new HandlerCooldown(1000);
    cooldown.afterFailure(0);
    cooldown.afterTerm(999);
    expect(cooldown.afterFailure(0)).toBe(2000);
    cooldown.afterTerm(1000);
    expect(cooldown.afterFailure(0)).toBe(1000);
  });

  it('starts over where the handler itself went well that long before it failed', () => {
    const cooldown = new HandlerCooldown(1000);
    cooldown.afterFailure(0);
    expect(cooldown.afterFailure(5000)).toBe(1000);
    expect(cooldown.afterFailure(0)).toBe(2000);
  });
});
