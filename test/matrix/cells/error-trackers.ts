import { type Cell } from '../cell.js';
import { appSources, compilerOptions } from '../sources.js';
import { nest11, types } from './dependencies.js';

/** It wraps methods with `@Cron` and others in functions of its own, which have nothing of what was on the method. */
const instrument = `
import * as Sentry from '@sentry/nestjs';
Sentry.init({ dsn: 'http://key@127.0.0.1:9/1', tracesSampleRate: 1 });
`;

/** Otherwise the cell would show nothing. */
const isWrapped = `
require('./dist/instrument.js');
const { sendInvoices } = require('./dist/app.module.js').InvoiceJobs.prototype;
if (!sendInvoices[Symbol.for('sentry.nestjs.wrapped')]) throw new Error('Sentry has wrapped nothing');
`;

export const errorTrackers: readonly Cell[] = [
  {
    row: '`@sentry/nestjs`, Nest 11, CommonJS',
    install: {
      dependencies: { ...nest11, '@sentry/nestjs': '^10.75.0' },
      devDependencies: { ...types, typescript: '~5.9.0' },
    },
    sources: {
      ...appSources({ instrument }),
      'tsconfig.json': { compilerOptions: { ...compilerOptions, module: 'nodenext' }, include: ['src'] },
    },
    build: async (_, run) => {
      await run('tsc');
      await run('node', '-e', isWrapped);
    },
    main: 'dist/main.js',
  },
];
