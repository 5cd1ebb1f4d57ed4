const longest = 500;

/** The text as one line for an error message: no line breaks, at most 500 characters, nothing that looks like a credential. */
export function oneLine(text: string): string {
  const line = text
    .replace(/-----BEGIN .*?(-----END [^-]*-----|$)/gs, '[PEM]')
    .replace(/\bBearer\s+\S{8,}/gi, 'Bearer [token]')
    .replace(/\beyJ[\w-]*\.[\w-]+\.[\w-]*/g, '[token]')
    .replace(/[\s\x00-\x1f\x7f-\x9f]+/g, ' ') // not \p{Cc}: it would load V8's Unicode tables at start-up
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** The message of an error that we did not make, safe to print. */
export function describeError(error: unknown): string {
  const { name, message, code, errors } = fields(error);
  // Both quote the text that they could not parse, which may be a plugin's token or a kubeconfig's key.
  if (name === 'SyntaxError') return 'it is not valid JSON';
  if (name === 'YAMLException') return 'it is not valid YAML';
  // If a host has several addresses, Node tries them all, and leaves the message empty.
  if (!message && Array.isArray(errors)) return errors.map(describeError).join('; ');
  return oneLine(message || code || (typeof error === 'string' ? error : '')) || 'unknown error';
}

/** A copy to use as a `cause`. The original may carry the peer's certificate, or the request with its token. */
export function safeCause(error: unknown): Error {
  const cause = new Error(describeError(error));
  const { code } = fields(error);
  return code === undefined ? cause : Object.assign(cause, { code });
}

export function errorCode(error: unknown): string | undefined {
  return fields(error).code;
}

function fields(error: unknown): { name?: string; message?: string; code?: string; errors?: unknown } {
  if (typeof error !== 'object' || error === null) return {};
  const { name, message, code, errors } = error as Record<string, unknown>;
  return { name: text(name), message: text(message), code: text(code), errors };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
