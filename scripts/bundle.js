import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { rollup } from 'rollup';
import ts from 'typescript';

// Part of `npm run build`: puts the modules that tsc wrote to dist/ into one file for each entry point and one for whatever
// is loaded later or shared, because each module costs an app start-up time and memory. The types stay as they are.

const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
const imported = Object.values(exports).flatMap(({ default: path }) => path ?? []);
const entries = [...imported, ...Object.values(bin)].map(path => path.replace(/^(\.\/)?dist\//, ''));

/** What entry points share, and what is loaded only where it is used: each with all that it needs and no chunk above has. */
const chunks = {
  elector: ['dist/core/standalone/elector.js', 'dist/core/package-version.js', 'dist/core/elector/is-end-of-term.js'],
  nest: ['dist/nest/module/leader-election.module.js', 'dist/nest/decorators/only-leader.decorator.js'],
  instruments: ['instruments', 'observe-lease', 'gauges'].map(name => `dist/instruments/${name}.js`),
  // Apart from what Nest needs of it: the command line and an elector without Nest have jobs, too.
  ticks: [
    'dist/core/ticks/lease-ticks.js',
    ...['cron-schedule', 'cron-fields', 'offset', 'zone'].map(name => `dist/core/ticks/calendar/${name}.js`),
  ],
  jobs: ['dist/nest/jobs/once-jobs.explorer.js'],
  'lease-client': ['dist/core/lease/create-http-lease-client.js', 'dist/core/kernel/linux-kernel.js'],
  kubernetes: ['dist/kubernetes/leader-show.js'],
};

/** The comments are in the types; without them it is ASCII, which V8 keeps at one byte a character. */
const withoutComments = {
  name: 'without-comments',
  renderChunk(code) {
    const options = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, removeComments: true };
    const { outputText } = ts.transpileModule(code, { compilerOptions: options });
    return outputText.replace(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  },
};

const compiled = readdirSync('dist', { recursive: true }).filter(path => path.endsWith('.js'));
const bundle = await rollup({
  input: Object.fromEntries(entries.map(path => [path.slice(0, -'.js'.length), `dist/${path}`])),
  external: id => !/^[./]/.test(id),
  plugins: [withoutComments],
  onLog(level, log, handle) {
    // tsc's decorator helpers ask for a global of the same name, which a module has not.
    if (log.code !== 'THIS_IS_UNDEFINED') handle(level === 'warn' ? 'error' : level, log);
  },
});
const { output } = await bundle.write({
  dir: 'dist',
  chunkFileNames: 'chunks/[name].js',
  manualChunks: chunks,
  hoistTransitiveImports: false,
});
await bundle.close();
const written = new Set(output.map(({ fileName }) => fileName));
for (const path of compiled) if (!written.has(path)) rmSync(`dist/${path}`);
