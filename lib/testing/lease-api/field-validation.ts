import { badRequest, invalid } from './api-status.error.js';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** What to do about unknown fields. @throws ApiStatusError 422 for anything else */
export function fieldValidationOf(query: URLSearchParams, options: string): FieldValidation {
  const value = query.get('fieldValidation') || 'Warn';
  if (value === 'Ignore' || value === 'Warn' || value === 'Strict') return value;
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: "", "Ignore", "Strict", "Warn"`;
  throw invalid({ group: 'meta.k8s.io', kind: options, name: '' }, [
    { type: 'FieldValueNotSupported', field: 'fieldValidation', message },
  ]);
}

/** What remains to be warned of. @throws ApiStatusError 400 if it was to be strict */
export function warningsAfter(validation: FieldValidation, warnings: readonly string[]): string[] {
  if (validation === 'Strict' && warnings.length > 0) {
    throw badRequest(`Lease in version "v1" cannot be handled as a Lease: ${strictError(warnings)}`);
  }
  return validation === 'Ignore' ? [] : [...warnings];
}

export function strictError(warnings: readonly string[]): string {
  return `strict decoding error: ${warnings.join(', ')}`;
}
