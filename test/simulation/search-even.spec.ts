import { describe } from '@jest/globals';
import { searches } from './searching.js';

describe('An election, whatever happens', () => searches(0));
