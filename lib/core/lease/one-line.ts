const longest = 500;

/** One line for an error message: no line breaks, not endless, and without what looks like a credential. */
export function oneLine(text: string): string {
  const line = text
    .replace(/-----BEGIN .*?(-----END [^-]*-----|$)/gs, '[PEM]')
    .replace(/\bBearer\s+\S{8,}/gi, 'Bearer [token]')
    .replace(/\beyJ[\w-]*\.[\w-]+\.[\w-]*/g, '[token]')
    .replace(/[\s\x00-\x1f\x7f-\x9f]+/g, ' ') // \p{Cc} would cost a look at Unicode's tables when this is loaded
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** What an error of somebody else's says, safe to print. */
export function describeError(error: unknown): string {
  const { name, message, code, errors } = fields(error);
  // These two quote the text that they could not read, which may be a plugin's token or a kubeconfig's key.
  if (name === 'SyntaxError') return 'it is not valid JSON';
  if (name === 'YAMLException') return 'it is not valid YAML';
  // Where a name has several addresses, Node tries them all, and leaves the message empty.
  if (!message && Array.isArray(errors)) return errors.map(describeError).join('; ');
  return oneLine(message || code || (typeof error === 'string' ? error : '')) || 'unknown error';
}

/** A copy to use as a `cause`: Node's TLS errors carry the peer's certificate, others the request with its token. */
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
