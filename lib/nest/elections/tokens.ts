/** The app's elections. Nest prints this token if `forRoot` is missing, so it says what to import. */
export const ELECTIONS = 'LeaderElectionModule.forRoot()';

/** The app's `ElectorFactory`. A test may override it. */
export const ELECTOR_FACTORY = Symbol('ElectorFactory');

/** Another `ElectorFactory` to take: that of the testing module, which provides it globally. */
export const TESTING_FACTORY = Symbol('ElectorFactory of LeaderElectionTestingModule');
