/**
 * Why a term ended, as far as the lease tells it:
 *
 * - `stepDown`: released, after somebody had asked for it in the lease;
 * - `released`: given back by its leader: it stopped, or stepped down by itself;
 * - `ranOut`: not renewed for the lease's duration, and then taken;
 * - `processEnded`: taken before it ran out, by a candidate of the same pod, which asked the kernel (rule 17);
 * - `retaken`: its own process lost it, and took it again before anybody else;
 * - `replaced`: somebody else was written in over it;
 * - `cleared`: somebody removed its holder;
 * - `deleted`: the lease was deleted.
 */
export type EndOfTerm =
  'stepDown' | 'released' | 'ranOut' | 'processEnded' | 'retaken' | 'replaced' | 'cleared' | 'deleted';

/** A term, as its lease showed it. Instants are milliseconds since the epoch, by the API server's clock. */
export interface TermView {
  readonly holder: string;
  /** The record's own word: another one for each term. */
  readonly acquireTime: string;
  readonly from: number;
  /** The fencing token; undefined if nobody watched when the term began. */
  readonly token: string | undefined;
  /** The last renewal that was seen. */
  readonly renewedAt: number;
  /** Undefined while it goes on. */
  readonly to: number | undefined;
  readonly end: EndOfTerm | undefined;
  /** What came before it: undefined if that was not seen. */
  readonly handover: HandoverView | undefined;
}

/** From one term to the next, by one clock: that of this process, at the sight of both. */
export interface HandoverView {
  readonly from: string;
  /** Milliseconds from the release, or from the last renewal of a leader that said nothing, to the next term's first sight. */
  readonly milliseconds: number;
  readonly since: 'release' | 'renewal';
}
