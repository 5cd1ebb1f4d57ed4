import { type Place } from '../record/place.js';
import { type ResourceVersion } from '../record/resource-version.js';

/** What the kernel can tell of this process and its neighbours. */
export interface Neighbours {
  /** Whether that is still to be told; nothing is taken before. */
  readonly isAwaited: boolean;
  /** Where neighbours can find this process; undefined if the kernel does not tell. */
  readonly place: Place | undefined;
  /** The server has refused a take that named the place. */
  readonly isWithheld: boolean;
  /** The version that this elector saw first; only its holder is asked about. */
  readonly firstSight: ResourceVersion | undefined;
  /** The question under way. */
  readonly probe: number | undefined;
  /** The version whose holder's process has ended. */
  readonly orphan: ResourceVersion | undefined;
}

export const noNeighbours: Neighbours = {
  isAwaited: false,
  place: undefined,
  isWithheld: false,
  firstSight: undefined,
  probe: undefined,
  orphan: undefined,
};
