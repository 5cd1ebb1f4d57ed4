import { describe, expect, it } from '@jest/globals';
import { LazyLeaseClient } from '../../../lib/core/lease/lazy-lease-client.js';
import { type LeaseClient } from '../../../lib/core/lease/lease-client.js';
import { ample, billing, failureOf, lease, WatchLog } from './fixtures.js';

const watchOptions = { timeoutSeconds: 300, openTimeout: 20_000 };

/** Notes what it is called for. */
class SpyClient implements LeaseClient {
  readonly calls: string[] = [];
  private readonly answer = (call: string) => (this.calls.push(call), Promise.resolve({ lease: lease() }));

  read = () => this.answer('read');
  create = () => this.answer('create');
  replace = () => this.answer('replace');

  watch() {
    this.calls.push('watch');
    return { close: () => void this.calls.push('close watch') };
  }

  close() {
    this.calls.push('close');
  }
}

describe('A lease client that is loaded when it is needed', () => {
  it('is loaded once, for the first request', async () => {
    const spy = new SpyClient();
    let loads = 0;
    const client = new LazyLeaseClient(async () => (loads++, spy));
    client.close();
    expect(loads).toBe(0);
    const [answer] = await Promise.all([client.read(billing, ample), client.create(lease(), ample)]);
    expect(answer).toEqual({ lease: lease() });
    await client.replace(lease(), ample);
    expect(loads).toBe(1);
    expect(spy.calls).toEqual(['read', 'create', 'replace']);
  });

  it('passes calls on at once when it is loaded', async () => {
    const spy = new SpyClient();
    const client = new LazyLeaseClient(async () => spy);
    await client.read(billing, ample);
    void client.replace(lease(), ample);
    client.watch(billing, watchOptions, new WatchLog()).close();
    client.close();
    expect(spy.calls).toEqual(['read', 'replace', 'watch', 'close watch', 'close']);
  });

  it('keeps the order of calls that come before it is loaded, so that a close ends them', async () => {
    const spy = new SpyClient();
    const client = new LazyLeaseClient(async () => spy);
    const read = client.read(billing, ample);
    const watch = client.watch(billing, watchOptions, new WatchLog());
    client.close();
    const again = client.read(billing, ample);
    await Promise.all([read, again]);
    expect(spy.calls).toEqual(['read', 'watch', 'close', 'read']);
    watch.close();
    expect(spy.calls).toContain('close watch');
  });

  it('opens no watch that was closed meanwhile', async () => {
    const spy = new SpyClient();
    const client = new LazyLeaseClient(async () => spy);
    client.watch(billing, watchOptions, new WatchLog()).close();
    await client.read(billing, ample);
    expect(spy.calls).toEqual(['read']);
  });

  it('fails as a request does where it cannot be loaded, and tries again for the next', async () => {
    const spy = new SpyClient();
    const files = [Promise.reject(new Error('EMFILE: too many open files')), Promise.resolve(spy)];
    const client = new LazyLeaseClient(() => files.shift()!);
    const log = new WatchLog();
    client.watch(billing, watchOptions, log);
    client.watch(billing, watchOptions, log).close();
    client.close();
    const failure = await failureOf(client.read(billing, ample));
    expect(failure).toMatchObject({ code: 'connection', verb: 'get' });
    expect(failure.message).toBe('get: the lease client cannot be loaded: EMFILE: too many open files');
    expect(log.told).toMatchObject([{ closed: { code: 'connection', verb: 'watch' } }]);
    await client.read(billing, ample);
    expect(spy.calls).toEqual(['read']);
  });
});
