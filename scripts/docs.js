import { readFileSync, rmSync } from 'node:fs';
import { Application, Converter, KindRouter, ReflectionKind } from 'typedoc';
import { readingOrder, writePages } from './pages.js';

// `npm run docs`: the documents and the API as a site, in .build/site. Whatever typedoc warns of is an error.

const { exports, name, homepage } = JSON.parse(readFileSync('package.json', 'utf8'));
const repository = homepage.replace(/#.*/, '');
/** The entry points: as they are imported, by their source. */
const entries = new Map(
  Object.entries(exports).flatMap(([subpath, { default: file }]) =>
    file === undefined ? [] : [[file.replace('./dist/', 'lib/').replace(/\.js$/, '.ts'), subpath.replace('.', name)]],
  ),
);
const [readme, ...projectDocuments] = writePages('.build/pages');

const app = await Application.bootstrapWithPlugins({
  name,
  entryPoints: [...entries.keys()],
  tsconfig: 'tsconfig.build.json',
  readme,
  projectDocuments,
  includeVersion: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  displayBasePath: process.cwd(),
  disableGit: true,
  gitRevision: 'main',
  sourceLinkTemplate: `${repository}/blob/{gitRevision}/{path}#L{line}`,
  navigationLinks: { GitHub: repository, npm: `https://www.npmjs.com/package/${name}` },
  navigation: { includeCategories: true, includeGroups: false, excludeReferences: true },
  categorizeByGroup: false,
  categoryOrder: [...new Set(['Contents', ...readingOrder().map(({ category }) => category), 'API'])],
  defaultCategory: 'API',
  sort: ['kind', 'instance-first', 'alphabetical-ignoring-documents'],
  sortEntryPoints: false,
  searchInDocuments: true,
  // `ARCHITECTURE.md` is no address in Moldova.
  markdownItOptions: { html: true, linkify: false },
  highlightLanguages:
    'bash console diff dockerfile graphql html http javascript json mermaid sh sql typescript yaml'.split(' '),
  validation: { invalidLink: true, invalidPath: true, notDocumented: true, notExported: true, rewrittenLink: true },
  intentionallyNotExported: [
    // Of Nest's builder of modules, of `Pick`, and of methods that only the package itself calls.
    'ROOT_ASYNC_OPTIONS_TYPE',
    'FEATURE_ASYNC_OPTIONS_TYPE',
    'ElectionConfig',
    'LastWordsTarget',
    'OverridableBuilder',
    'Surroundings',
  ],
  treatWarningsAsErrors: true,
});

app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
    const [{ fullFileName }] = module.sources;
    const [, imported] = [...entries].find(([source]) => fullFileName.endsWith(`/${source}`));
    module.name = imported;
  }
});

/** A document's address is its file's name, whatever its title. */
class PageRouter extends KindRouter {
  getIdealBaseName(reflection) {
    return reflection.isDocument() ? `guides/${reflection.frontmatter.page}` : super.getIdealBaseName(reflection);
  }
}
app.renderer.defineRouter('pages', PageRouter);
app.options.setValue('router', 'pages');

rmSync('.build/site', { recursive: true, force: true });
const project = await app.convert();
if (project === undefined) process.exit(1);
app.options.setValue('intentionallyNotDocumented', propertiesOfUnnamed(project));
app.validate(project);
await app.generateDocs(project, '.build/site');
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;

/** The properties of a type that has no name: its owner describes them. (Of parameters typedoc asks for none.) */
function propertiesOfUnnamed(project) {
  const properties = project.getReflectionsByKind(ReflectionKind.Property).filter(property => {
    const { parent } = property;
    const isOfParameter = parent.parent?.kindOf(ReflectionKind.Parameter);
    return parent.kindOf(ReflectionKind.TypeLiteral) && !isOfParameter && !property.hasComment();
  });
  return [...new Set(properties.map(property => property.getFriendlyFullName()))];
}
