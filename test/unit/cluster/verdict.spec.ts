import { describe, expect, it } from '@jest/globals';
import { judge } from '../../cluster/judge/verdict.js';
import { journal, state, works, yes } from './stories.js';

/** One leads, releases, and the other takes over. */
const history = [state(0, 5, 'one'), state(50, 6, 'one'), state(101, 7, ''), state(103, 8, 'other')];
const one = journal('one', yes(1, '5'), yes(90, '5'));
const other = journal('other', yes(105, '8'), yes(200, '8'));

describe('The verdict on what pods did', () => {
  it('finds nothing in a handover in order', () => {
    const journals = [journal('one', ...one.entries, works(95, '5')), other];
    expect(judge({ journals, history })).toEqual({ violations: [], undecided: 0, spells: 2, acts: 5 });
  });

  it('finds two that act at once, even if the first only works on', () => {
    const journals = [journal('one', ...one.entries, works(110, '5')), other];
    expect(judge({ journals, history }).violations[0]).toMatch(/one.* and .*other.* acted at once/);
  });

  it('finds two that act at once although neither stamped while the other did', () => {
    const late = journal('one', yes(1, '5'), yes(300, '5'));
    expect(judge({ journals: [late, other], history }).violations[0]).toContain('acted at once');
  });

  it('finds one that acts on after its record was gone, with nobody beside it', () => {
    const journals = [journal('one', ...one.entries, works(102, '5'))];
    expect(judge({ journals, history }).violations).toEqual([expect.stringContaining('went on after the lease')]);
  });

  it('finds one that acts for a record of another, or of nobody', () => {
    expect(judge({ journals: [journal('stranger', yes(10, '5'))], history }).violations).toEqual([
      expect.stringContaining('acted for a record of "one"'),
    ]);
    expect(judge({ journals: [journal('one', yes(10, '4'))], history }).violations).toEqual([
      expect.stringContaining('has never had the record'),
    ]);
  });

  it('finds fencing tokens that go down', () => {
    const back = [...history, state(210, 3, 'one')];
    const journals = [other, journal('one', yes(220, '3'))];
    expect(judge({ journals, history: back }).violations).toEqual([expect.stringContaining('began after')]);
  });
});
