/**
 * How a request to the API server failed:
 * - `notFound` 404, `conflict` 409, `unauthorized` 401, `forbidden` 403, `gone` 410, `throttled` 429;
 * - `rejected`: any other 4xx;
 * - `server`: 5xx;
 * - `timeout`: no complete answer within the request's timeout;
 * - `network`: the connection failed or broke;
 * - `malformed`: the answer is not what the API sends;
 * - `connection`: no request could be made (no token file, no kubeconfig, or `@kubernetes/client-node` is missing).
 */
export type LeaseRequestFailure =
  | 'notFound'
  | 'conflict'
  | 'unauthorized'
  | 'forbidden'
  | 'gone'
  | 'throttled'
  | 'rejected'
  | 'server'
  | 'timeout'
  | 'network'
  | 'malformed'
  | 'connection';
