import { dirname, relative, resolve } from 'node:path';
import tseslint from 'typescript-eslint';
import { problemWith, roomOf } from './imports.js';

/** Relative imports in lib go only where imports.js lets them. */
const oneWay = {
  create(context) {
    const file = relative(resolve('lib'), context.filename);
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const target = relative(resolve('lib'), resolve(dirname(context.filename), source.value));
      const message = target.startsWith('..')
        ? `lib imports only lib: not ${source.value}.`
        : problemWith(roomOf(file), roomOf(target));
      if (message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

export default tseslint.config(
  { ignores: ['dist/', '.build/', '.cache/', 'coverage/', 'node_modules/', '**/*.js', '!eslint.config.js', '!imports.js', '!jest.config.js'] },
  ...tseslint.configs.recommendedTypeChecked.map(config => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      'no-console': 'error',
    },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/core/clock/**', 'lib/core/election/**', 'lib/testing/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'performance'].map(name => ({ name, message: 'Time is an input: ask the Clock.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an input: ask the Clock.' },
      ],
    },
  },
  {
    files: ['lib/core/election/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate', 'performance', 'process', 'fetch', 'console'].map(name => ({
          name,
          message: 'The election is pure: it is told the time and returns actions.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The election is told the time.' },
        { object: 'Math', property: 'random', message: 'The election is given its randomness.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The election is told the time.' },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    plugins: { house: { rules: { 'one-way': oneWay } } },
    rules: { 'house/one-way': 'error' },
  },
  {
    files: ['lib/core/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@nestjs/*', 'rxjs', 'rxjs/*', 'reflect-metadata'], message: 'The core works without Nest.' }] },
      ],
    },
  },
  {
    files: ['lib/core/election/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '^[^.]', message: 'The election knows nothing but the lease record.' }] }],
    },
  },
  {
    files: ['test/**/*.ts', 'sample/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
