import { describe } from '@jest/globals';
import { searches } from './searching.js';

describe('An election, whatever else happens', () => searches(1));
