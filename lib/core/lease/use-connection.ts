import { type ConnectionSettings, type LeaseConnection } from './connection/lease-connection.js';
import { type HttpTransport } from './http/http-transport.js';
import { describeError, safeCause } from './one-line.js';
import { RequestFailure } from './request-failure.js';

/** @throws RequestFailure `connection`, which says what is missing, if they cannot be read */
export async function settingsOf(connection: LeaseConnection): Promise<ConnectionSettings> {
  try {
    return await connection.settings();
  } catch (error) {
    const message = `cannot connect with ${connection.description}: ${describeError(error)}`;
    throw new RequestFailure('connection', message, { cause: safeCause(error) });
  }
}

/** Reads the credentials again after a refusal, and the address and CA after a failed connection. */
export function learnFrom(error: unknown, connection: LeaseConnection, transport: HttpTransport): void {
  if (!(error instanceof RequestFailure)) return;
  if (error.code === 'unauthorized') connection.refresh('unauthorized');
  if (!['network', 'timeout', 'connection'].includes(error.code)) return;
  connection.refresh('unreachable');
  transport.forget();
}
