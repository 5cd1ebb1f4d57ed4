import { type TracingChannel } from 'node:diagnostics_channel';

/** Publishes one call on the five channels of a `TracingChannel`. Make it only if somebody listens. */
export class TraceCall {
  private hasBegun = false;

  /** @param context the message on each of them; an error is added to it */
  constructor(
    private readonly channels: TracingChannel,
    private readonly context: Record<string, unknown>,
  ) {}

  /** `start` and `end` around `fn`, and `error` if it throws, or if its promise rejects. */
  within<T>(fn: () => T): T {
    const { start, end } = this.channels;
    this.hasBegun = true;
    const result = start.runStores(this.context, () => {
      try {
        return fn();
      } catch (error) {
        throw this.failed(error);
      } finally {
        end.publish(this.context);
      }
    });
    if (!(result instanceof Promise)) return result;
    // Another promise is passed on, so that a rejection that nobody handles is still reported as such.
    return result.catch((error: unknown) => {
      throw this.failed(error);
    }) as T;
  }

  /** `asyncStart` and `asyncEnd`: all that belongs to the call is done. */
  ended(): void {
    if (!this.hasBegun) return;
    const { asyncStart, asyncEnd } = this.channels;
    asyncStart.publish(this.context);
    asyncEnd.publish(this.context);
  }

  private failed(error: unknown): unknown {
    this.context.error = error;
    this.channels.error.publish(this.context);
    return error;
  }
}
