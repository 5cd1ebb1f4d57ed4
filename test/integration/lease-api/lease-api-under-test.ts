import { expect } from '@jest/globals';
import { type LeaseApiVerb } from '../../../lib/testing/index.js';
import { type ApiAddress, type RawAnswer, RawApi, type RawRequest } from './raw-api.js';

/** A Lease API, embedded or real. */
export interface LeaseApiUnderTest extends ApiAddress {
  /** Its bearer may do everything with leases. */
  readonly token: string;
  /** Exists, and holds no leases that matter. */
  readonly namespace: string;
  /** A user who may do no more than this with leases in the namespace. */
  grant(name: string, verbs: LeaseApiVerb[]): Promise<{ token: string; user: string }>;
  /** Afterwards version 1 is too old for a watch. */
  forgetHistory(): Promise<void>;
  close(): Promise<void>;
}

/** A Lease API with short words for what the tests do all the time. */
export class Bench {
  readonly raw: RawApi;
  private count = 0;

  constructor(readonly api: LeaseApiUnderTest) {
    this.raw = new RawApi(api);
  }

  /** Of a lease that no other test knows. */
  newName(): string {
    return `lease-${++this.count}`;
  }

  path(name?: string): string {
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${this.api.namespace}/leases`;
    return name === undefined ? leases : `${leases}/${name}`;
  }

  watchPath(name: string, parameters: Record<string, string | number> = {}): string {
    const query = new URLSearchParams({ watch: '1', fieldSelector: `metadata.name=${name}` });
    for (const [key, value] of Object.entries(parameters)) query.set(key, String(value));
    return `${this.path()}?${query.toString()}`;
  }

  body(name: string, spec: object = {}, metadata: object = {}): object {
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, ...metadata }, spec };
  }

  post(name: string, spec?: object, metadata?: object, request?: RawRequest): Promise<RawAnswer> {
    return this.raw.request('POST', this.path(), { body: this.body(name, spec, metadata), ...request });
  }

  get(name: string, request?: RawRequest): Promise<RawAnswer> {
    return this.raw.request('GET', this.path(name), request);
  }

  put(name: string, body: unknown, request?: RawRequest): Promise<RawAnswer> {
    return this.raw.request('PUT', this.path(name), { body, ...request });
  }

  patch(name: string, body: unknown, request?: RawRequest): Promise<RawAnswer> {
    return this.raw.request('PATCH', this.path(name), { body, ...request });
  }

  delete(name: string, options?: object): Promise<RawAnswer> {
    return this.raw.request('DELETE', this.path(name), { body: options });
  }

  /** A lease that is there, as the server answered its creation. */
  async created(
    spec: object = { holderIdentity: 'first' },
    metadata: object = {},
    request?: RawRequest,
  ): Promise<RawAnswer['json']> {
    const answer = await this.post(this.newName(), spec, metadata, request);
    expect(answer.status).toBe(201);
    return answer.json;
  }

  /** Waits until the server's clock shows a later second than this timestamp. */
  async secondAfter(timestamp: string): Promise<void> {
    for (;;) {
      const { headers } = await this.get('absent');
      if (Date.parse(headers.date ?? '') > Date.parse(timestamp)) return;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

/** A failure's whole body. */
export function failure(code: number, reason: string, message: unknown, details?: object): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details && { details }),
    code,
  };
}

export function ofLease(name: string): object {
  return { name, group: 'coordination.k8s.io', kind: 'leases' };
}

export const uid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const wholeSeconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
export const version = /^[1-9]\d*$/;
