import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { stringify } from 'yaml';

// The documents as typedoc wants them: each with its title and its place in the index as front matter, which GitHub would
// show as a table, and with links into the repository for what the site does not have.

const { homepage } = JSON.parse(readFileSync('package.json', 'utf8'));
const repository = homepage.replace(/#.*/, '');
const index = 'docs/README.md';

/** What `docs/README.md` leads to, in its order, each with the heading that it stands under. */
export function readingOrder() {
  const sections = readFileSync(index, 'utf8').split(/^## /m).slice(1);
  return sections.flatMap(section => {
    const category = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/\]\(([^)#:]+\.md)\)/g)].map(([, path]) => ({
      category,
      path: normalize(join('docs', path)),
    }));
  });
}

/** Writes the pages below a folder, and says where: first the one to begin with. */
export function writePages(folder) {
  rmSync(folder, { recursive: true, force: true });
  const pages = [{ path: 'README.md' }, { path: index }, ...readingOrder()];
  const isPage = path => pages.some(page => page.path === path);
  return pages.map(({ path, category }) => {
    const text = readFileSync(path, 'utf8');
    const [, heading] = /^# (.+)$/m.exec(text);
    const matter = { title: heading.replaceAll('`', ''), category: category ?? 'Contents', page: addressOf(path) };
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    const front = path === 'README.md' ? '' : `---\n${stringify(matter)}---\n\n`;
    writeFileSync(target, front + withLinks(text, path, folder, isPage));
    return target;
  });
}

function addressOf(path) {
  return path === index ? 'index' : basename(path, '.md').toLowerCase();
}

function withLinks(text, from, folder, isPage) {
  // Code is left alone: what splits it off is kept at the odd places.
  const parts = text.split(/(^```.*?^```$)/ms);
  return parts
    .map((part, place) => (place % 2 === 1 ? part : part.replace(/\]\((?!https?:|#)([^)#]+)/g, link)))
    .join('');

  function link(all, target) {
    const path = normalize(join(dirname(from), target));
    if (isPage(path)) return all;
    if (!existsSync(path)) throw new Error(`${from} links to ${target}, which does not exist.`);
    if (/\.(svg|png)$/.test(path)) {
      cpSync(path, join(folder, path));
      return all;
    }
    return `](${repository}/${statSync(path).isDirectory() ? 'tree' : 'blob'}/main/${path}`;
  }
}
