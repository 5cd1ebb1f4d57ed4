import { annotationsLimit, bytesOf } from '../../record/annotations.js';
import { isObject } from '../../record/is-object.js';
import { describeName, describeValue } from './describe-value.js';
import { rfc1123Subdomain } from './expectations.js';
import { type OptionReader } from './option-reader.js';

type Strings = Readonly<Record<string, string>>;

export interface LeaseMetadataOptions {
  readonly labels?: Strings;
  readonly annotations?: Strings;
}

/** Bytes. The rest of what the API allows is for what others write, and for the ledger of jobs with `once`. */
const longestAnnotations = annotationsLimit / 2;

/** Of annotations that this package keeps itself. */
const ownPrefix = /^(?:.+\.)?nestjs-kubernetes-leader$/;

/** The labels and annotations that a lease is to have, as Kubernetes allows them. */
export function readLeaseMetadata(read: OptionReader): LeaseMetadataOptions {
  const labels = readStrings(read, 'labels', reportLabel);
  const annotations = readStrings(read, 'annotations', reportAnnotation);
  if (annotations && bytesOf(annotations) > longestAnnotations) {
    read.report(
      `Expected \`annotations\` to be at most ${longestAnnotations} bytes together, got ${bytesOf(annotations)}.`,
    );
  }
  return { ...(labels && { labels }), ...(annotations && { annotations }) };
}

type Check = (read: OptionReader, key: string, value: string) => void;

function readStrings(read: OptionReader, name: 'labels' | 'annotations', check: Check): Strings | undefined {
  const strings = read.get(name);
  if (strings === undefined) return undefined;
  if (!isObject(strings) || Object.prototype.toString.call(strings) !== '[object Object]') {
    read.unexpected(name, "an object with strings, such as { team: 'billing' }", strings);
    return undefined;
  }
  for (const [key, value] of Object.entries(strings)) {
    if (!isQualifiedName(key)) {
      read.report(
        `Expected each name in \`${name}\` to be like 'team' or 'example.com/team' (at most 63 letters, digits, "-", "_" ` +
          `and ".", the first and the last a letter or digit), got ${describeValue(key)}.`,
      );
    } else if (typeof value !== 'string') {
      read.unexpected(`${name}.${key}`, 'a string', value);
    } else {
      check(read, key, value);
    }
  }
  // A copy: what the caller does with the object later changes nothing.
  return { ...strings } as Strings;
}

function reportLabel(read: OptionReader, key: string, value: string): void {
  if (value === '' || isName(value)) return;
  read.unexpected(
    `labels.${key}`,
    'empty, or at most 63 letters, digits, "-", "_" and ".", the first and the last a letter or digit',
    value,
  );
}

function reportAnnotation(read: OptionReader, key: string): void {
  if (!ownPrefix.test(key.split('/')[0])) return;
  read.report(
    `Expected no name in \`annotations\` to begin with 'nestjs-kubernetes-leader/', because those are this package's own, ` +
      `got ${describeName(key)}.`,
  );
}

function isQualifiedName(key: string): boolean {
  const parts = key.split('/');
  return parts.length <= 2 && isName(parts.at(-1)!) && (parts.length === 1 || rfc1123Subdomain.accepts(parts[0]));
}

function isName(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?$/.test(text);
}
