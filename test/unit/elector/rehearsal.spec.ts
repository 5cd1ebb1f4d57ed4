import { describe, expect, it } from '@jest/globals';
import { rehearse } from '../../../lib/core/elector/rehearsal.js';
import { config } from '../election/story.js';

describe('A rehearsal', () => {
  it('plays a handover from the sight of a release to the release of its own', () => {
    const verbs = rehearse(config).map(action => (action.type === 'request' ? action.verb : action.type));
    expect(verbs).toEqual(
      expect.arrayContaining([
        'read',
        'openWatch',
        'replace',
        'beginTerm',
        'renewed',
        'closeGate',
        'endTerm',
        'stopped',
      ]),
    );
    expect(verbs.filter(verb => verb === 'replace')).toHaveLength(3);
  });
});
