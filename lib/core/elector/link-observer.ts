import { type LeaseRequestFailure } from '../errors/lease-request-failure.js';
import { type LeaseRequestError, type LeaseVerb } from '../lease/lease-request.error.js';
import { type ServerTimeSample } from './server-clock.js';

/** What a link reports besides the election's inputs. */
export interface LinkObserver {
  failed(error: LeaseRequestError): void;
  succeeded(verb: LeaseVerb): void;
  sent(id: number): void;
  /** Answered, or given up. */
  settled(id: number, verb: LeaseVerb, failure: LeaseRequestFailure | undefined): void;
  /** An answer contained the API server's time. */
  served(sample: ServerTimeSample): void;
}
