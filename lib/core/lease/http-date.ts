// The one format that HTTP servers may send (RFC 9110). Date.parse alone accepts nearly anything, and the election
// draws conclusions from this time.
const imfFixdate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Milliseconds since the epoch, in whole seconds; undefined if the text is not an HTTP date. */
export function parseHttpDate(text: string | undefined): number | undefined {
  if (text === undefined || !imfFixdate.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
