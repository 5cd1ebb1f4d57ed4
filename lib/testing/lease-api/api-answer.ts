import { type ApiResponse, reset } from './api-response.js';
import { ApiStatusError } from './api-status.error.js';
import { type OutcomeFault } from './faults.js';

export interface ApiAnswer {
  status: number;
  /** An object is sent as JSON, a string as is. */
  body: object | string;
  contentType?: string;
  headers?: Record<string, string>;
}

/** Sets the headers of every answer. `now` is in milliseconds since the epoch. */
export function writeHeaders(response: ApiResponse, now: number): void {
  response.sendDate = false;
  response.setHeader('Date', new Date(now).toUTCString());
  response.setHeader('Cache-Control', 'no-cache, private');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}

export function serialize({ body, contentType }: ApiAnswer): { text: string; type: string } {
  if (typeof body === 'string') return { text: body, type: contentType ?? 'text/plain; charset=utf-8' };
  return { text: JSON.stringify(body), type: 'application/json' };
}

export function sendAnswer(response: ApiResponse, answer: ApiAnswer): void {
  const { text } = startAnswer(response, answer);
  response.end(text);
}

/** Announces the whole answer, sends half of it, and resets the connection. */
export function sendHalf(response: ApiResponse, answer: ApiAnswer): void {
  const { text } = startAnswer(response, answer);
  response.write(text.slice(0, text.length / 2), () => reset(response));
}

/** Sends an answer that looks complete but is not JSON. */
export function sendMalformed(response: ApiResponse, answer: ApiAnswer): void {
  const { text, type } = serialize(answer);
  const half = text.slice(0, text.length / 2);
  sendAnswer(response, { ...answer, body: half, contentType: type });
}

function startAnswer(response: ApiResponse, answer: ApiAnswer): { text: string } {
  const { text, type } = serialize(answer);
  response.writeHead(answer.status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    ...answer.headers,
  });
  return { text };
}

export function answerOf(error: ApiStatusError): ApiAnswer {
  const seconds = error.body.details?.retryAfterSeconds;
  return {
    status: error.code,
    body: error.body,
    headers: seconds === undefined ? {} : { 'Retry-After': String(seconds) },
  };
}

/** The answer of the fault `error`. */
export function refusalOf(fault: Extract<OutcomeFault, { fault: 'error' }>): ApiAnswer {
  const { status, retryAfter, html } = fault;
  const { reason = reasons[status], message = messages[status] ?? `the server answered ${status}` } = fault;
  const details = retryAfter === undefined ? {} : { details: { retryAfterSeconds: retryAfter } };
  const answer = answerOf(new ApiStatusError(status, message, { ...(reason && { reason }), ...details }));
  return html === undefined ? answer : { ...answer, body: html, contentType: 'text/html' };
}

const reasons: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

const messages: Record<number, string> = {
  401: 'Unauthorized',
  410: 'The resourceVersion for the provided watch is too old.',
  429: 'Too many requests, please try again later.',
  500: 'Internal error occurred: it is a test',
  503: 'the server is currently unable to handle the request',
  504: 'Timeout: request did not complete within the allotted timeout',
};
