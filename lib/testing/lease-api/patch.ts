import { ApiStatusError, badRequest, unsupportedMediaType } from './api-status.error.js';
import { isObject } from './lease-decoder.js';

/** The lease as JSON, with the patch applied. */
export function applyPatch(target: unknown, contentType: string, body: string): unknown {
  switch (contentType.split(';')[0]?.trim()) {
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json': // the same for all fields of a lease, except owners and finalizers
      return mergePatch(target, decode(body));
    case 'application/json-patch+json':
      return jsonPatch(target, decode(body));
    default:
      throw unsupportedMediaType(
        'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json',
      );
  }
}

function decode(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw badRequest(`error decoding patch: ${(error as Error).message}`);
  }
}

/** RFC 7386. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** RFC 6902, without `move` and `copy`. */
function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('error decoding patch: json: cannot unmarshal into Go value of type []');
  const root = { document: structuredClone(target) };
  for (const operation of patch as { op?: unknown; path?: unknown; value?: unknown }[]) {
    const { op, path, value } = operation;
    if (typeof path !== 'string') throw rejected();
    const keys = path.split('/').map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((node, key) => child(node, key || 'document'), root);
    change(parent, keys.length === 0 ? 'document' : last, op, value);
  }
  return root.document;
}

function child(node: unknown, key: string): unknown {
  if (Array.isArray(node)) return (node as unknown[])[Number(key)];
  return isObject(node) ? node[key] : undefined;
}

function change(parent: unknown, key: string, op: unknown, value: unknown): void {
  if (!isObject(parent) && !Array.isArray(parent)) throw rejected();
  switch (op) {
    case 'test':
      if (JSON.stringify(child(parent, key)) !== JSON.stringify(value)) throw rejected();
      return;
    case 'add':
      if (Array.isArray(parent)) parent.splice(key === '-' ? parent.length : Number(key), 0, value);
      else parent[key] = value;
      return;
    case 'replace': // adds what does not exist, like the library of the real server
      (parent as Record<string, unknown>)[key] = value;
      return;
    case 'remove':
      if (child(parent, key) === undefined) throw rejected();
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      return;
    default:
      throw rejected();
  }
}

function rejected(): ApiStatusError {
  const message = 'the server rejected our request due to an error in our request';
  return new ApiStatusError(422, message, { reason: 'Invalid', details: {} });
}
