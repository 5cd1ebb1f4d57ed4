import { jest } from '@jest/globals';

/** Milliseconds for a test or hook: one that takes longer hangs. */
jest.setTimeout(600_000);
