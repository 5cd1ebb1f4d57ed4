/** Objects of texts, lists and objects as YAML in block style: enough for manifests that we make ourselves. */
export function toYaml(documents: readonly object[]): string {
  return documents.map(document => block(document, '')).join('\n---\n');
}

function block(object: object, indent: string): string {
  return Object.entries(object)
    .map(([key, value]: [string, unknown]) => `${indent}${key}:${valueOf(value, indent)}`)
    .join('\n');
}

function valueOf(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.every(item => typeof item === 'string')) return ` [${items.map(quoted).join(', ')}]`;
    return items.map(item => `\n${indent}  - ${block(item as object, `${indent}    `).trimStart()}`).join('');
  }
  return typeof value === 'object' && value !== null ? `\n${block(value, `${indent}  `)}` : ` ${scalar(String(value))}`;
}

/** Plain if nobody could take it for a number, a date or a boolean. */
function scalar(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
