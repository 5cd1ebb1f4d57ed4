import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { podNamespace } from '../../lease/connection/pod-namespace.js';
import { isServiceAccountMounted } from '../../lease/connection/service-account.js';
import { type ElectorLogger } from '../logger.js';
import { type OptionsEnvironment } from './resolve-options.js';

/** What the defaults depend on, from this process. */
export function processEnvironment(defaultLogger: ElectorLogger): OptionsEnvironment {
  return {
    env: process.env,
    hostname: hostname(),
    pid: process.pid,
    defaultLogger,
    random: () =>
      randomInt(36 ** 6)
        .toString(36)
        .padStart(6, '0'),
    hasServiceAccount: () => isServiceAccountMounted(),
    podNamespace: connection => podNamespace(connection, process.env),
  };
}
