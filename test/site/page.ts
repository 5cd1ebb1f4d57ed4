/** A page of the site: what it links to, what can be linked to in it, and what it is called. */
export interface Page {
  readonly title: string;
  readonly links: readonly string[];
  readonly ids: ReadonlySet<string>;
}

export function readPage(html: string): Page {
  return {
    title: unescaped(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? ''),
    links: linksOf(html),
    ids: new Set([...html.matchAll(/<[^<>]*\sid="([^"]*)"/g)].map(([, id]) => unescaped(id))),
  };
}

/** Addresses of links, images, scripts and styles. */
export function linksOf(html: string): string[] {
  return [...html.matchAll(/<[^<>]*\s(?:href|src)="([^"]*)"/g)].map(([, link]) => unescaped(link));
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => characters[name]);
}
