/** A resource version, comparable as an integer (KEP-5504, stable since Kubernetes 1.35). */
export type ResourceVersion = bigint;

const decimal = /^(0|[1-9]\d{0,38})$/;

export function isResourceVersion(text: unknown): text is string {
  return typeof text === 'string' && decimal.test(text);
}

/** Undefined if the text is not a resource version as KEP-5504 defines it. */
export function parseResourceVersion(text: unknown): ResourceVersion | undefined {
  return isResourceVersion(text) ? BigInt(text) : undefined;
}
