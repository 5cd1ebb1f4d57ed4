/** The app's elections. It reads as it does because Nest prints it where `forRoot` is missing. */
export const ELECTIONS = 'LeaderElectionModule.forRoot()';

/** The app's `ElectorFactory`. A test may override it. */
export const ELECTOR_FACTORY = Symbol('ElectorFactory');

/** Another `ElectorFactory` to take: that of the testing module, which provides it globally. */
export const TESTING_FACTORY = Symbol('ElectorFactory of LeaderElectionTestingModule');
