/** Where an app is in its life, as its leases need to know. */
export class AppLife {
  /** The elections have begun, which nothing but `app.init()` does. */
  isStarted = false;
  isStopped = false;
  /** Hears of each instance with decorated methods that Nest makes. */
  onInjected: () => void = () => {};
}
