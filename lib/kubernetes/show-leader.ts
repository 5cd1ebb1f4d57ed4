import { type LeaderShow } from './leader-show.js';
import { type ShownElector } from './shown-elector.js';

/** Waits for what a stopped elector still has to show, as long as it may have waited for its release. */
export type Settle = () => Promise<void>;

const nothing: Settle = () => Promise.resolve();

/** Shows in Kubernetes who leads, as the options `events` and `endpoint` ask. What does that is loaded if they do. */
export function showLeader(elector: ShownElector): Settle {
  const { options, clock } = elector;
  const { connection, events, endpoint } = options;
  if (connection === 'none' || (!events && endpoint === undefined)) return nothing;
  let show: Promise<LeaderShow> | undefined;
  const load = () =>
    (show ??= import('./leader-show.js').then(({ LeaderShow }) => new LeaderShow(elector, connection)));
  const tell = (what: (show: LeaderShow) => void) =>
    void load().then(what, (error: unknown) =>
      options.logger.warn(
        `Lease "${elector.leaseName}": cannot load what \`events\` and \`endpoint\` need: ${String(error)}`,
      ),
    );
  elector.on('acquired', term => tell(loaded => loaded.began(term)));
  elector.on('lost', term => tell(loaded => loaded.ended(term)));
  return async () => {
    if (show === undefined) return;
    let giveUp = () => {};
    const timeout = new Promise<void>(resolve => (giveUp = resolve));
    const timer = clock.setTimer(giveUp, options.releaseTimeout);
    await Promise.race([show.then(loaded => loaded.settled(), nothing), timeout]);
    timer.cancel();
    await show.then(loaded => loaded.close(), nothing);
  };
}
