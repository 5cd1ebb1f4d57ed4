import { describeName, describeValue } from './describe-value.js';
import { type Expectation, rfc1123Label } from './expectations.js';
import { type OptionReader, unknownOption } from './option-reader.js';
import { isObject } from '../../record/is-object.js';

/** Where the leader can be reached, for a Service without a selector. */
export interface EndpointOption {
  /** The Service, in the namespace of the Lease. Its EndpointSlice gets the same name. */
  service: string;
  /** The port on which this app listens, 1 to 65535. */
  port: number;
  /** The name that the Service's port has, if it has one. @default none */
  portName?: string;
}

/** The same, with the address of this pod. */
export interface ResolvedEndpoint extends Required<EndpointOption> {
  /** This pod's IP, from `POD_IP`. */
  readonly address: string;
}

const fields = {
  service: rfc1123Label,
  port: {
    accepts: (value): value is number =>
      Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535,
    expected: 'a whole number from 1 to 65535',
  } satisfies Expectation<number>,
  portName: rfc1123Label,
} as const satisfies Record<keyof EndpointOption, Expectation<unknown>>;

const howToSetPodIp =
  'because `endpoint` makes others connect to it. Add this to the `env` of the container: ' +
  '{ name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }';

/**
 * The `endpoint` option; undefined if it was left out, has no effect, or is wrong (and has been reported).
 *
 * @param podIp the environment variable POD_IP
 * @param hasEffect whether this process may ever lead a lease in Kubernetes
 */
export function readEndpoint(
  read: OptionReader,
  podIp: string | undefined,
  hasEffect: boolean,
): ResolvedEndpoint | undefined {
  const value = read.get('endpoint');
  if (value === undefined) return undefined;
  if (!isObject(value)) {
    read.unexpected('endpoint', '{ service, port, portName? }', value);
    return undefined;
  }
  const isRight = checkFields(value, read);
  if (!hasEffect) return undefined;
  if (!isAddress(podIp)) {
    const got = podIp ? describeValue(podIp) : 'nothing';
    read.report(
      `Expected the environment variable POD_IP to be the address of this pod, got ${got}, ${howToSetPodIp}.`,
    );
    return undefined;
  }
  const { service, port, portName = '' } = value as unknown as EndpointOption;
  return isRight ? { service, port, portName, address: podIp } : undefined;
}

function checkFields(value: Readonly<Record<string, unknown>>, read: OptionReader): boolean {
  const unknown = Object.keys(value).filter(name => value[name] !== undefined && !Object.hasOwn(fields, name));
  for (const name of unknown) read.report(unknownOption(name, Object.keys(fields), 'endpoint.'));
  const wrong = (Object.keys(fields) as (keyof EndpointOption)[]).filter(
    name => !(name === 'portName' && value[name] === undefined) && !fields[name].accepts(value[name]),
  );
  for (const name of wrong) {
    read.report(
      `Expected ${describeName(`endpoint.${name}`)} to be ${fields[name].expected}, got ${describeValue(value[name])}.`,
    );
  }
  return unknown.length === 0 && wrong.length === 0;
}

/** Without `node:net`, which an app outside Kubernetes need not load. */
function isAddress(text: string | undefined): text is string {
  return text !== undefined && (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || /^[\da-f:.]*:[\da-f:.]*$/i.test(text));
}
