/** The app's elections. It reads as it does because Nest prints it where `forRoot` is missing. */
export const ELECTIONS = 'LeaderElectionModule.forRoot()';

/** The app's `ElectorSource`; the testing entry point puts its own in its place. */
export const ELECTOR_SOURCE = Symbol('ElectorSource');
