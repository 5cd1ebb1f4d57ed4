import { type Lease } from './lease.js';

export type Annotations = Readonly<Record<string, string>>;

/** Undefined removes one. */
export type AnnotationChanges = Readonly<Record<string, string | undefined>>;

const none: Annotations = Object.freeze({});

/** The same object each time for one lease, and for all that have none. */
export function annotationsOf({ metadata }: Lease): Annotations {
  return (metadata.annotations as Annotations | null | undefined) ?? none;
}

/** With those changes, in order. */
export function withChanges(annotations: Annotations, ...all: readonly AnnotationChanges[]): Annotations {
  const changed: Record<string, string> = { ...annotations };
  for (const changes of all) {
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) delete changed[key];
      else changed[key] = value;
    }
  }
  return changed;
}

/** Bytes; what the API allows for all annotations of an object, keys and values together. */
export const annotationsLimit = 256 * 1024;

export function bytesOf(annotations: Annotations): number {
  return Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}

/** The API server would refuse a whole write for their sake. */
export function areTooLarge(annotations: Annotations): boolean {
  return bytesOf(annotations) > annotationsLimit;
}
