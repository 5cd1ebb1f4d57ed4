import { type Lease } from '../../core/record/lease.js';
import { type FieldError, invalidValue } from './api-status.error.js';

/** The mistakes for which the real server answers 422, in its order and words. */
export function validateLease(lease: Lease): FieldError[] {
  return [...validateMetadata(lease.metadata), ...validateSpec(lease.spec ?? {})];
}

function validateMetadata(metadata: Lease['metadata']): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (field: string, value: string, details: string[]) => {
    errors.push(...details.map(detail => invalidValue(`metadata.${field}`, value, detail)));
  };
  const { name, generateName, labels, finalizers } = metadata as Metadata;
  if (generateName) refuse('generateName', generateName, subdomainErrors(generateName.replace(/-$/, 'a')));
  if (name) {
    refuse('name', name, subdomainErrors(name));
  } else {
    const message = 'Required value: name or generateName is required';
    errors.push({ type: 'FieldValueRequired', field: 'metadata.name', message });
  }
  for (const [key, value] of Object.entries(labels ?? {})) {
    refuse('labels', key, qualifiedNameErrors(key));
    refuse('labels', value, labelValueErrors(value));
  }
  for (const key of Object.keys(metadata.annotations ?? {})) {
    refuse('annotations', key, qualifiedNameErrors(key.toLowerCase()));
  }
  for (const finalizer of finalizers ?? []) refuse('finalizers', finalizer, qualifiedNameErrors(finalizer));
  return errors;
}

interface Metadata {
  name?: string;
  generateName?: string;
  labels?: Record<string, string>;
  finalizers?: string[];
}

function validateSpec(spec: NonNullable<Lease['spec']>): FieldError[] {
  const { leaseDurationSeconds, leaseTransitions } = spec;
  const errors: FieldError[] = [];
  if (typeof leaseDurationSeconds === 'number' && leaseDurationSeconds <= 0) {
    errors.push(invalidValue('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'));
  }
  if (typeof leaseTransitions === 'number' && leaseTransitions < 0) {
    errors.push(invalidValue('spec.leaseTransitions', leaseTransitions, 'must be greater than or equal to 0'));
  }
  return errors;
}

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualifiedName})?`;

const matches = (pattern: string, text: string) => new RegExp(`^${pattern}$`).test(text);

export function isNamespaceName(name: string): boolean {
  return name.length <= 63 && matches(label, name);
}

function subdomainErrors(name: string): string[] {
  const errors: string[] = [];
  if (name.length > 253) errors.push('must be no more than 253 characters');
  if (!matches(subdomain, name)) {
    errors.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
    );
  }
  return errors;
}

function qualifiedNameErrors(key: string): string[] {
  const errors: string[] = [];
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  if (slash === 0) errors.push('prefix part must be non-empty');
  if (slash > 0) errors.push(...subdomainErrors(key.slice(0, slash)).map(error => `prefix part ${error}`));
  if (name === '') errors.push('name part must be non-empty');
  if (name.length > 63) errors.push('name part must be no more than 63 characters');
  if (!matches(qualifiedName, name)) {
    errors.push(
      `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedName}')`,
    );
  }
  return errors;
}

function labelValueErrors(value: string): string[] {
  const errors: string[] = [];
  if (value.length > 63) errors.push('must be no more than 63 characters');
  if (!matches(labelValue, value)) {
    errors.push(
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${labelValue}')`,
    );
  }
  return errors;
}
