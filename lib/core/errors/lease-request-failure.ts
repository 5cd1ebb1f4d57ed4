/**
 * What went wrong with a request:
 * - `notFound` 404, `conflict` 409, `unauthorized` 401, `forbidden` 403, `gone` 410, `throttled` 429;
 * - `rejected`: any other 4xx;
 * - `server`: 5xx;
 * - `timeout`: no complete answer within the request's timeout;
 * - `network`: no connection, or it broke;
 * - `malformed`: an answer that is not what the API sends;
 * - `connection`: no request could be made at all (no token file, no kubeconfig, `@kubernetes/client-node` missing).
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
