import { readdirSync, readFileSync } from 'node:fs';

/** What is served of the page's folder, and as what. */
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

/** All files of the page by their path, read once: a request never reaches the file system. */
export function readPage(folder: URL): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder)) {
    const type = types[name.slice(name.lastIndexOf('.') + 1)] as string | undefined;
    if (type === undefined) continue;
    files.set(name === 'index.html' ? '/' : `/${name}`, { type, body: readFileSync(new URL(name, folder)) });
  }
  return files;
}
