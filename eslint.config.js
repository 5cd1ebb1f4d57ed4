import tseslint from 'typescript-eslint';

/** One-way dependencies (DESIGN: API server -> lease client -> election -> elector -> service). */
const mayNotImport = (files, patterns, why) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: patterns.map(group => ({ group: [group], message: why })) }] },
});

export default tseslint.config(
  { ignores: ['dist/', '.build/', '.cache/', 'coverage/', 'node_modules/', '**/*.js', '!eslint.config.js', '!jest.config.js'] },
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
  mayNotImport(['lib/core/**/*.ts'], ['@nestjs/*', '**/nest/**', '**/testing/**', '**/metrics/**'], 'The core works without Nest.'),
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
