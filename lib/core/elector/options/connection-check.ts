import { describeName, describeValue } from './describe-value.js';
import { type Expectation, isFunction, nonEmptyString } from './expectations.js';
import { type OptionReader, unknownOption } from './option-reader.js';
import { type ConnectionOption } from '../../lease/connection/connection-option.js';
import { isObject } from '../../record/is-object.js';

const words = ['in-cluster', 'none', 'kubeconfig'];

const shapes =
  "'in-cluster', 'none', 'kubeconfig', { kubeconfig, context? }, { serviceAccount }, { server, token?, ca? } or a KubeConfig of @kubernetes/client-node";

/** The object shapes, by the field that tells them apart, each with the types of its fields. */
const shapesByField: Readonly<Record<string, Readonly<Record<string, Expectation<unknown>>>>> = {
  kubeconfig: { kubeconfig: nonEmptyString, context: nonEmptyString },
  serviceAccount: { serviceAccount: nonEmptyString },
  server: {
    server: {
      accepts: (value): value is string =>
        typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
      expected: 'an http or https URL',
    },
    token: {
      accepts: (value): value is unknown => isFunction(value) || nonEmptyString.accepts(value),
      expected: 'a non-empty string or a function that returns one',
    },
    ca: {
      accepts: (value): value is string => typeof value === 'string' && value.includes('-----BEGIN CERTIFICATE-----'),
      expected: 'PEM certificates',
    },
  },
};

/** The `connection` option; undefined if it was left out, or is wrong (and has been reported). */
export function readConnection(read: OptionReader): ConnectionOption | undefined {
  const value = read.get('connection');
  if (value === undefined) return undefined;
  if (words.includes(value as string) || isKubeConfig(value)) return value as ConnectionOption;

  const fields = isObject(value) ? Object.keys(shapesByField).filter(field => value[field] !== undefined) : [];
  if (!isObject(value) || fields.length !== 1) {
    read.unexpected('connection', `one of ${shapes}`, value);
    return undefined;
  }
  return checkFields(value, shapesByField[fields[0]], read) ? (value as unknown as ConnectionOption) : undefined;
}

function isKubeConfig(value: unknown): boolean {
  return isObject(value) && isFunction(value.getCurrentCluster) && isFunction(value.applyToHTTPSOptions);
}

function checkFields(
  value: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, Expectation<unknown>>>,
  read: OptionReader,
): boolean {
  let allRight = true;
  for (const name of Object.keys(value)) {
    const field = value[name];
    if (field === undefined) continue;
    if (!Object.hasOwn(shape, name)) {
      allRight = false;
      read.report(unknownOption(name, Object.keys(shape), 'connection.'));
    } else if (!shape[name].accepts(field)) {
      allRight = false;
      // The string is not shown: a value in the wrong field may be the token.
      const got = typeof field === 'string' && name !== 'server' ? 'another string' : describeValue(field);
      read.report(`Expected ${describeName(`connection.${name}`)} to be ${shape[name].expected}, got ${got}.`);
    }
  }
  return allRight;
}
