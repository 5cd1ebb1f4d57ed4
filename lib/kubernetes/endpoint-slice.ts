import { type LeadershipTerm } from '../core/elector/leadership-term.js';
import { type ResolvedEndpoint } from '../core/elector/options/endpoint-option.js';

const managedBy = 'endpointslice.kubernetes.io/managed-by';
const manager = 'nestjs-kubernetes-leader';
const ready = { ready: true, serving: true, terminating: false };

/** As much of an EndpointSlice (discovery.k8s.io/v1) as is read or written. */
export interface EndpointSlice {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly addressType: string;
  /** The API leaves an empty list out. */
  readonly endpoints?: readonly { readonly addresses: readonly string[]; readonly conditions?: object }[] | null;
  readonly ports?: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[] | null;
}

/**
 * How a slice is to be.
 *
 * @param before what is there; all that is others' stays
 * @param isHere whether it points at this pod, or at nobody
 */
export function wantedSlice(
  endpoint: ResolvedEndpoint,
  namespace: string,
  { identity, fencingToken }: LeadershipTerm,
  before: EndpointSlice | undefined,
  isHere: boolean,
): EndpointSlice {
  const { service, port, portName, address } = endpoint;
  return {
    ...before,
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...before?.metadata,
      name: service,
      namespace,
      labels: { ...before?.metadata.labels, 'kubernetes.io/service-name': service, [managedBy]: manager },
      annotations: {
        ...before?.metadata.annotations,
        [`${manager}/holder`]: isHere ? identity : '',
        [`${manager}/fencing-token`]: String(fencingToken),
      },
    },
    addressType: address.includes(':') ? 'IPv6' : 'IPv4',
    endpoints: isHere ? [{ addresses: [address], conditions: ready }] : [],
    ports: [{ name: portName, port, protocol: 'TCP' }],
  };
}

/** Whom it points at, or nobody. */
export function addressesOf({ endpoints }: EndpointSlice): readonly string[] {
  return (endpoints ?? []).flatMap(({ addresses }) => addresses);
}

/** Whether nothing would change but who wrote it. */
export function isAsWanted(slice: EndpointSlice, wanted: EndpointSlice): boolean {
  const asText = (of: EndpointSlice) => {
    const ports = (of.ports ?? []).map(({ name = '', port, protocol }) => [name, port, protocol]);
    return JSON.stringify([addressesOf(of), ports, of.metadata.labels?.['kubernetes.io/service-name']]);
  };
  return asText(slice) === asText(wanted);
}

/** Who manages it, if not this package. */
export function foreignManagerOf({ metadata }: EndpointSlice): string | undefined {
  const by = metadata.labels?.[managedBy] ?? 'somebody else';
  return by === manager ? undefined : by;
}
