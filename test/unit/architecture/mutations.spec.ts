import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutate } from '../../mutations/mutant.js';
import { mutations } from '../../mutations/mutations.js';
import { tickMutations } from '../../mutations/tick-mutations.js';

// `npm run test:mutations` takes minutes; a change that moves the text of a mutation is to know it at once.
describe('The source has, exactly once,', () => {
  it.each([...mutations, ...tickMutations].map(({ clause, ...mutated }) => ({ clause, mutated })))(
    'what is to be mutated of "$clause"',
    ({ mutated }) => {
      const source = readFileSync(join('lib', mutated.file), 'utf8');
      expect(mutate(source, mutated)).not.toBe(source);
    },
  );
});
