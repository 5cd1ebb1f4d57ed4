import { describe, expect, it } from '@jest/globals';
import { type ElectorOptions } from '../../../lib/core/elector/options/elector-options.js';
import { OptionReader } from '../../../lib/core/elector/options/option-reader.js';
import { readElectorOptions, resolveElectorOptions } from '../../../lib/core/elector/options/resolve-options.js';
import { type InvalidLeaderOptionsError } from '../../../lib/core/errors/invalid-leader-options.error.js';
import { LeaderElectionError } from '../../../lib/core/errors/leader-election.error.js';
import { resolveFeatureOptions } from '../../../lib/core/elector/options/resolve-feature-options.js';
import { environment, problemsOf, problemsOfFeature, resolve } from './resolving.js';

describe('mistakes in the options', () => {
  it('are all reported at once, in one error with a line for each', () => {
    const attempt = () =>
      resolveElectorOptions(
        { leaseName: 'Billing', renewDeadline: '25s', autoClose: 'no', leaseNme: 'x' } as object,
        environment(),
      );

    expect(attempt).toThrow(LeaderElectionError);
    expect(attempt).toThrow(
      expect.objectContaining({
        name: 'InvalidLeaderOptionsError',
        code: 'invalidOptions',
        message: [
          'Invalid leader election options:',
          '- Unknown option `leaseNme`; did you mean `leaseName`?',
          '- Expected `leaseName` to be an RFC 1123 subdomain (lowercase letters, digits, "-" and ".", each part starting and ending with a letter or digit, at most 253 characters), got \'Billing\' (string).',
          '- Expected `renewDeadline` to be shorter than `leaseDuration` (20s), got 25s (25000 ms).',
          "- Expected `autoClose` to be true or false, got 'no' (string).",
        ].join('\n'),
      }),
    );
  });

  it.each<[unknown, string]>([
    [null, 'null'],
    [[], 'an array'],
    ['billing', "'billing' (string)"],
    [5, '5 (number)'],
    [() => ({}), 'a function'],
    [Promise.resolve({}), 'an object (Promise)'],
    [new Map(), 'an object (Map)'],
  ])('%p in place of an object is refused', (options, got) => {
    expect(problemsOf(options)).toEqual([`Expected the options to be an object, got ${got}.`]);
  });
});

describe('eligible', () => {
  const expected = 'true, false or a function that returns one of them at once (not an async one)';

  it('is not asked of an async function, whose promise would count as yes', () => {
    expect(problemsOf({ eligible: async () => Promise.resolve(false) })).toEqual([
      `Expected \`eligible\` to be ${expected}, got a function.`,
    ]);
  });

  it('is nothing else', () => {
    expect(problemsOf({ eligible: 'no' })).toEqual([`Expected \`eligible\` to be ${expected}, got 'no' (string).`]);
  });
});

describe('events', () => {
  it('is true or false, of every lease as the root says, if it does not say otherwise', () => {
    expect(problemsOf({ events: 'yes' })).toEqual(["Expected `events` to be true or false, got 'yes' (string)."]);
    expect(problemsOfFeature({ name: 'reports', events: 1 })).toEqual([
      'Expected `events` to be true or false, got 1 (number).',
    ]);
    expect([resolve().events, resolve({ events: true }).events]).toEqual([undefined, true]);
    const root = resolve({ events: true });
    expect(resolveFeatureOptions({ name: 'reports' }, root).events).toBe(true);
    expect(resolveFeatureOptions({ name: 'reports', events: false }, root).events).toBe(false);
  });
});

describe('endpoint', () => {
  const inPod = environment({ env: { POD_IP: '10.1.2.3' } });
  const problems = (endpoint: unknown, env = inPod) => {
    const read = new OptionReader({ connection: 'in-cluster', endpoint });
    readElectorOptions(read, env);
    try {
      read.throwIfAnyProblem();
      return [];
    } catch (error) {
      return (error as InvalidLeaderOptionsError).problems;
    }
  };
  const billing = { service: 'billing-leader', port: 3000 };

  it('is a Service and a port, with the address of the pod', () => {
    const options = { connection: 'in-cluster', endpoint: billing } as const;
    expect(resolveElectorOptions(options, inPod).endpoint).toEqual({ ...billing, portName: '', address: '10.1.2.3' });
    const ipv6 = environment({ env: { POD_IP: 'fd00::7' } });
    expect(resolveElectorOptions(options, ipv6).endpoint?.address).toBe('fd00::7');
  });

  it.each<[unknown, string]>([
    ['billing', "Expected `endpoint` to be { service, port, portName? }, got 'billing' (string)."],
    [{ ...billing, servce: 'x' }, 'Unknown option `endpoint.servce`; did you mean `endpoint.service`?'],
    [{ port: 3000 }, 'Expected `endpoint.service` to be an RFC 1123 label'],
    [
      { ...billing, port: '3000' },
      "Expected `endpoint.port` to be a whole number from 1 to 65535, got '3000' (string).",
    ],
    [{ ...billing, port: 65536 }, 'Expected `endpoint.port` to be a whole number from 1 to 65535, got 65536 (number).'],
    [{ ...billing, portName: 'A b' }, 'Expected `endpoint.portName` to be an RFC 1123 label'],
  ])('%j is refused', (endpoint, problem) => {
    expect(problems(endpoint)).toEqual([expect.stringContaining(problem)]);
  });

  it.each(['', 'pod-1', undefined])('needs POD_IP (here it is %p), and says how to set it', POD_IP => {
    expect(problems(billing, environment({ env: { POD_IP } }))).toEqual([
      expect.stringMatching(/^Expected the environment variable POD_IP to be .* fieldPath: status\.podIP/),
    ]);
  });

  it('needs nothing, and has no effect, outside Kubernetes and in an observer', () => {
    expect(resolve({ endpoint: billing }).endpoint).toBeUndefined();
    const observer = { connection: 'in-cluster', endpoint: billing, eligible: false } as const;
    expect(resolveElectorOptions(observer, environment()).endpoint).toBeUndefined();
  });

  it("is each lease's own", () => {
    const root = resolveElectorOptions({ connection: 'in-cluster', endpoint: billing }, inPod);
    expect(resolveFeatureOptions({ name: 'reports' }, root).endpoint).toBeUndefined();
    const reports = { service: 'reports-leader', port: 3000 };
    expect(resolveFeatureOptions({ name: 'reports', endpoint: reports }, root).endpoint).toMatchObject(reports);
    expect(problemsOfFeature({ name: 'reports', endpoint: billing }, root)).toEqual([
      "Expected `endpoint.service` to differ from forRoot's, got 'billing-leader' for both.",
    ]);
  });
});

describe('an unknown option', () => {
  it.each([
    ['leaseNme', 'leaseName'],
    ['leasename', 'leaseName'],
    ['lease_name', 'leaseName'],
    ['renew_interval_ms', 'renewInterval'],
    ['lease_duration_sec', 'leaseDuration'],
    ['wait_for_leadership', 'waitForLeader'],
    ['auto_close', 'autoClose'],
    ['log', 'logger'],
    ['nameSpace', 'namespace'],
    ['duration', 'leaseDuration'],
  ])('%s is told of %s', (unknown, known) => {
    expect(problemsOf({ [unknown]: 'x' })).toEqual([`Unknown option \`${unknown}\`; did you mean \`${known}\`?`]);
  });

  it('without a near one is named alone, on one line', () => {
    expect(problemsOf({ ttl: 5 })).toEqual(['Unknown option `ttl`.']);
    expect(problemsOf({ 'a\nb`': 5 })).toEqual(["Unknown option 'a\\nb`'."]);
  });

  it("is not one of the module's own, which are suggested too", () => {
    expect(problemsOf({ isGlobal: true }, ['isGlobal', 'exposeHolder'])).toEqual([]);
    expect(problemsOf({ exposeHoldr: true }, ['isGlobal', 'exposeHolder'])).toEqual([
      'Unknown option `exposeHoldr`; did you mean `exposeHolder`?',
    ]);
  });
});

describe('a name that Kubernetes would refuse', () => {
  it.each([
    '',
    'Billing',
    'bill_ing',
    '-billing',
    'billing-',
    'a..b',
    '.a',
    'a.',
    'a.-b',
    'a b',
    'a\n',
    'ä',
    'a'.repeat(254),
  ])('as leaseName: %p', leaseName => {
    expect(problemsOf({ leaseName })).toHaveLength(1);
  });

  it.each(['', 'Prod', 'a.b', 'a_b', '-a', 'a-', 'a'.repeat(64)])('as namespace: %p', namespace => {
    expect(problemsOf({ namespace })).toHaveLength(1);
  });

  it('says what a namespace has to be', () => {
    expect(problemsOf({ namespace: 'a.b' })).toEqual([
      'Expected `namespace` to be an RFC 1123 label (lowercase letters, digits and "-", starting and ending with a letter or digit, at most 63 characters), got \'a.b\' (string).',
    ]);
  });

  it('is not one that it takes', () => {
    expect(problemsOf({ leaseName: 'a'.repeat(253), namespace: 'a'.repeat(63) })).toEqual([]);
    expect(problemsOf({ leaseName: '1.a-b.c--d', namespace: '0' })).toEqual([]);
  });
});

describe('an identity', () => {
  it.each(['', ' ', '\t', 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(1025), 5, null])('%p is refused', identity => {
    expect(problemsOf({ identity })).toEqual([
      expect.stringMatching(
        /^Expected `identity` to be a non-empty string of printable characters, at most 1024 of them, got .+\.$/,
      ),
    ]);
  });

  it.each(['pod-1', 'a_B/c: d', 'größe', '🦊', 'x'.repeat(1024)])('%p is taken', identity => {
    expect(problemsOf({ identity })).toEqual([]);
  });
});

describe('a logger', () => {
  it.each([true, null, 'console', {}, { log: () => {} }, { log: () => {}, warn: () => {}, error: 'no' }])(
    '%p is refused',
    logger => {
      expect(problemsOf({ logger })).toEqual([
        expect.stringMatching(
          /^Expected `logger` to be false or a logger with the methods `log`, `warn` and `error`, got .+\.$/,
        ),
      ]);
    },
  );
});

describe('a connection', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';

  it.each<[string, unknown]>([
    ["'in-cluster'", 'in-cluster'],
    ["'none'", 'none'],
    ["'kubeconfig'", 'kubeconfig'],
    ['a kubeconfig file', { kubeconfig: '/etc/kubeconfig', context: 'prod' }],
    ['a service account folder', { serviceAccount: '/var/run/sa' }],
    ['a server', { server: 'https://10.0.0.1:6443/k8s', token: () => 'secret', ca: pem }],
    ['a server, its token undefined', { server: 'http://localhost:8001', token: undefined }],
    ['a KubeConfig', { getCurrentCluster: () => null, applyToHTTPSOptions: () => Promise.resolve() }],
  ])('may be %s', (_, connection) => {
    expect(problemsOf({ connection })).toEqual([]);
  });

  it('of no known shape is told all of them', () => {
    expect(problemsOf({ connection: 'cluster' })).toEqual([
      "Expected `connection` to be one of 'in-cluster', 'none', 'kubeconfig', { kubeconfig, context? }, { serviceAccount }, { server, token?, ca? } or a KubeConfig of @kubernetes/client-node, got 'cluster' (string).",
    ]);
    expect(problemsOf({ connection: { url: 'x' } })[0]).toMatch(/, got an object with `url`\.$/);
    expect(problemsOf({ connection: { server: 'http://a', kubeconfig: 'b' } })[0]).toMatch(
      /, got an object with `server`, `kubeconfig`\.$/,
    );
    expect(problemsOf({ connection: null })[0]).toMatch(/, got null\.$/);
  });

  it('with wrong fields is told of each, and no secret is shown', () => {
    const problems = problemsOf({
      connection: { server: 'localhost:6443', token: '', ca: 'top-secret', tokn: 'top-secret' },
    });

    expect(problems).toEqual([
      "Expected `connection.server` to be an http or https URL, got 'localhost:6443' (string).",
      'Expected `connection.token` to be a non-empty string or a function that returns one, got another string.',
      'Expected `connection.ca` to be PEM certificates, got another string.',
      'Unknown option `connection.tokn`; did you mean `connection.token`?',
    ]);
    expect(problems.join()).not.toContain('top-secret');
  });
  it('that is wrong is not asked for a namespace', () => {
    const asked: unknown[] = [];
    const podNamespace = (connection: unknown) => void asked.push(connection);
    const options = { connection: { serviceAccount: 5 } } as unknown as ElectorOptions;

    expect(() => resolveElectorOptions(options, environment({ podNamespace }))).toThrow('`connection.serviceAccount`');
    expect(asked).toEqual(['none']);
  });
});
