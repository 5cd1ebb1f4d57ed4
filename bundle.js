import { rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { rollup } from 'rollup';
import ts from 'typescript';

// Part of `npm run build`: puts the modules that tsc wrote to dist/ into one file for each entry point and one for whatever
// is loaded later or shared, because each module costs an app start-up time and memory. The types stay as they are.

const entries = ['index', 'elector/index', 'metrics/index', 'testing/index'];

/** The comments are in the types; without them it is ASCII, which V8 keeps at one byte a character. */
const withoutComments = {
  name: 'without-comments',
  renderChunk(code) {
    const options = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, removeComments: true };
    const { outputText } = ts.transpileModule(code, { compilerOptions: options });
    return outputText.replace(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  },
};

const compiled = (await readdir('dist', { recursive: true })).filter(path => path.endsWith('.js'));
const bundle = await rollup({
  input: Object.fromEntries(entries.map(name => [name, `dist/${name}.js`])),
  external: id => !/^[./]/.test(id),
  plugins: [withoutComments],
  onLog(level, log, handle) {
    // tsc's decorator helpers ask for a global of the same name, which a module has not.
    if (log.code !== 'THIS_IS_UNDEFINED') handle(level === 'warn' ? 'error' : level, log);
  },
});
for (const path of compiled) rmSync(`dist/${path}`);
await bundle.write({ dir: 'dist', chunkFileNames: 'chunks/[name].js', hoistTransitiveImports: false });
await bundle.close();
