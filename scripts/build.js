import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

// `npm run build`: what is published, in dist/.

rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
await import('./bundle.js');

// The dashboard's page, as it is.
cpSync('lib/cli/page', 'dist/cli/page', { recursive: true });
