import { type OpenRun } from '../../core/elector/leader-work.js';

/** A call that was let through. */
export type GateRun = Pick<OpenRun, 'within' | 'end'> & Partial<Pick<OpenRun, 'run'>>;

/** Let through by a stub: nobody waits for it. */
export const untracked: GateRun = {
  within: fn => fn(),
  end: () => {},
};
