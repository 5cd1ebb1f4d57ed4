/** The commands that this test cannot run, each with the reason, and with what runs instead of it. */
export const notHere: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^(kind|k3d|docker) /, 'needs Docker; test/cluster makes a Kubernetes and an image without it'],
  [/^kubectl (logs|exec|port-forward) /, 'needs a kubelet, which runs in test/cluster'],
  [
    /^kubectl (get endpointslices|describe lease) tickets/,
    'shows what sample/08-endpoint writes; test/e2e/sample-endpoint starts it',
  ],
  [/^kubectl rollout status /, 'needs the controllers of a cluster, which run in test/cluster'],
  [/^npx --yes @nestjs\/cli new /, 'downloads an app; test/packaging builds one from the packed package'],
  [/^cd billing$/, 'goes into the folder of that app'],
  [/^npm install /, 'changes the folder it runs in; test/packaging and test/matrix install from the registry'],
  [/^npm ci\b/, 'CI begins with it'],
  [/^\.ci\/run$/, 'is CI itself'],
  [
    /^([A-Z_]+=\S+ )*npm (test|run)\b/,
    'a script of this repository: test/unit/documents sees that it exists, and CI runs it',
  ],
  [/^npx (tsc|esbuild)\b/, 'builds an app; test/matrix does that'],
  [/^npx -p @stryker-mutator\/core@9 /, 'downloads Stryker, and runs for minutes'],
  [/^valgrind /, 'needs valgrind, and runs for minutes'],
  [/^psql /, 'needs PostgreSQL; test/neighbours sends the same file to a real one'],
  [/^([A-Z_]+=\S+ )*node \.build\//, 'does not end by itself; test/samples and test/neighbours start the samples'],
  [/^export [A-Z_]+=/, 'is for the samples; test/samples sets the same'],
  [/^(\w+='.*'; )?curl /, 'asks a sample; test/samples does, too'],
];
