import { type AccessControl } from './access-control.js';
import { type ApiAnswer } from './api-answer.js';
import { applyType, checkPatchOptions } from './apply.js';
import { fieldValidationOf } from './field-validation.js';
import { notFound } from './api-status.error.js';
import { type LeaseRegistry, type WriteContext, type WriteResult } from './lease-registry.js';
import { isTrue, type LeaseTarget } from './lease-request.js';
import { type LeaseStore } from './lease-store.js';
import {
  checkNotFromTheFuture,
  parseFilter,
  parseResourceVersion,
  parseWatchOptions,
  type WatchOptions,
} from './list-options.js';

export interface ResourceRequest {
  target: LeaseTarget;
  user: string;
  userAgent: string;
  contentType: string;
  body: string;
  /** Milliseconds since the epoch, by the server's clock. */
  now: number;
}

/** The verbs on leases: turns a request into its answer, synchronously and without HTTP. Throws if it refuses. */
export class LeaseResource {
  constructor(
    private readonly store: LeaseStore,
    private readonly registry: LeaseRegistry,
    private readonly access: AccessControl,
  ) {}

  /** Returns the options of a watch if the watch may be opened, and otherwise the answer. */
  answer(request: ResourceRequest): ApiAnswer | WatchOptions {
    const { target, user } = request;
    const { verb, namespace, name, query } = target;
    this.access.check({ user, verb, namespace, name });
    switch (verb) {
      case 'watch':
        return parseWatchOptions(namespace, query, this.store.version);
      case 'list':
        return this.list(target);
      case 'get':
        return this.get(target);
      default:
        return answerOfWrite(this.write(request));
    }
  }

  private get({ namespace = '', name = '', query }: LeaseTarget): ApiAnswer {
    checkNotFromTheFuture(parseResourceVersion(query), this.store.version);
    const lease = this.store.get({ namespace, name });
    if (!lease) throw notFound(name);
    return { status: 200, body: lease };
  }

  private list({ namespace, query }: LeaseTarget): ApiAnswer {
    const filter = parseFilter(namespace, query);
    checkNotFromTheFuture(parseResourceVersion(query), this.store.version);
    // The list has the kind of its items.
    const items = this.store.list().filter(filter);
    const untyped = items.map(item => ({ ...item, kind: undefined, apiVersion: undefined }));
    const metadata = { resourceVersion: String(this.store.version) };
    return { status: 200, body: { kind: 'LeaseList', apiVersion: 'coordination.k8s.io/v1', metadata, items: untyped } };
  }

  private write({ target, user, userAgent, contentType, body, now }: ResourceRequest): WriteResult {
    const { namespace = '', name = '', query } = target;
    const lease = { namespace, name };
    const isApply = contentType.split(';', 1)[0].trim() === applyType;
    const context: WriteContext = {
      manager: (query.get('fieldManager') ?? userAgent.split('/')[0] ?? '') || 'unknown',
      now,
      dryRun: query.has('dryRun'),
      ...(target.verb !== 'delete' && { fieldValidation: fieldValidationOf(query, writeOptions[target.verb]) }),
      checkMayCreate: created => this.access.check({ user, verb: 'create', namespace, name: created }),
    };
    switch (target.verb) {
      case 'create':
        return this.registry.create(namespace, body, context);
      case 'update':
        return this.registry.update(lease, body, context);
      case 'patch':
        checkPatchOptions(isApply, query);
        if (isApply) return this.registry.apply(lease, body, { ...context, isForced: isTrue(query.get('force')) });
        return this.registry.patch(lease, contentType, body, context);
      default:
        return this.registry.delete(lease, body, context);
    }
  }
}

/** What the real server calls the parameters of a write. */
const writeOptions: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
};

function answerOfWrite({ status, body, warnings }: WriteResult): ApiAnswer {
  const warning = warnings.map(text => `299 - ${JSON.stringify(text)}`).join(', ');
  return { status, body, headers: warning ? { Warning: warning } : {} };
}
