import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stringify } from 'yaml';
import { podNamespace } from '../../../lib/core/lease/connection/pod-namespace.js';
import { Elector } from '../../../lib/core/index.js';

let folder: string;
const file = (name = 'config') => join(folder, name);
const write = (text: string, name?: string) => writeFileSync(file(name), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As `kubectl config view --raw` writes it. */
const kubectl = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: QQ==
    server: https://127.0.0.1:6443
  name: kind-kind
contexts:
- context:
    cluster: kind-kind
    namespace: shop
    user: kind-kind
  name: kind-kind
- context:
    cluster: kind-kind
    user: kind-kind
  name: admin@kind
current-context: kind-kind
kind: Config
preferences: {}
users:
- name: kind-kind
  user:
    exec:
      args:
      - get-token
      command: aws
`;

/** As people and other tools write it. */
const byHand = `---
# mine
current-context: "kind: kind" # for now
contexts:
  - name: 'kind: kind'
    context: # shop
      namespace: shop
      cluster: c

      user: u
  - {name: other, context: {cluster: c}}
`;

describe('The namespace of a kubeconfig', () => {
  it('is that of its current context, or of the one that is asked for', () => {
    write(kubectl);
    expect(podNamespace({ kubeconfig: file() }, {})).toBe('shop');
    expect(podNamespace({ kubeconfig: file(), context: 'kind-kind' }, {})).toBe('shop');
    expect(podNamespace({ kubeconfig: file(), context: 'admin@kind' }, {})).toBeUndefined();
    expect(podNamespace({ kubeconfig: file(), context: 'gone' }, {})).toBeUndefined();
  });

  it('is what an elector campaigns in', () => {
    write(kubectl);
    const before = process.env.KUBECONFIG;
    process.env.KUBECONFIG = file();
    try {
      expect(new Elector({ connection: 'kubeconfig' }).namespace).toBe('shop');
      expect(new Elector({ connection: { kubeconfig: file() } }).namespace).toBe('shop');
      expect(new Elector({ connection: 'kubeconfig', namespace: 'other' }).namespace).toBe('other');
    } finally {
      if (before === undefined) delete process.env.KUBECONFIG;
      else process.env.KUBECONFIG = before;
    }
  });

  it('is that of the first file of KUBECONFIG which says something', () => {
    write('current-context: two\n', 'one');
    write(kubectl.replace('current-context: kind-kind', 'current-context: admin@kind'), 'two');
    write('contexts:\n- context: {}\n  name: two\n'.replace('{}', '\n    namespace: far'), 'three');
    const env = { KUBECONFIG: ['one', 'missing', 'two', 'three'].map(file).join(delimiter) };
    expect(podNamespace('kubeconfig', env)).toBe('far');
  });

  it('is not known where there is no file', () => {
    expect(podNamespace({ kubeconfig: file('missing') }, {})).toBeUndefined();
    expect(podNamespace('kubeconfig', { KUBECONFIG: file('missing') })).toBeUndefined();
  });

  it('has to be given where the file is written in a way that is not read for certain', () => {
    write(byHand);
    const elector = () => new Elector({ connection: { kubeconfig: file() } });
    expect(elector).toThrow(/Expected `namespace` to be given, because .*config is not written as kubectl writes it\./);
    expect(new Elector({ connection: { kubeconfig: file() }, namespace: 'shop' }).namespace).toBe('shop');
    write(byHand.replace(/  - \{.*\n/, ''));
    expect(elector().namespace).toBe('shop');
  });

  it('is what client-node reads, or an error, however the file is written', () => {
    const name = fc.oneof(
      fc.constantFrom('a', 'b', 'c d', "it's", 'x: y', '#', '- z', 'null', '7', 'ünï'),
      fc.string({ minLength: 1 }),
    );
    const namespace = fc.option(fc.constantFrom('shop', 'default', 'x-1', '7'), { nil: undefined });
    const config = fc.record({
      contexts: fc.uniqueArray(fc.record({ name, context: fc.record({ cluster: fc.constant('c'), namespace }) }), {
        selector: context => context.name,
        maxLength: 4,
      }),
      clusters: fc.constant([{ name: 'c', cluster: { server: 'https://127.0.0.1' } }]),
      'current-context': name,
    });
    const style = fc.constantFrom(
      (value: unknown) => JSON.stringify(value),
      (value: unknown) => stringify(value),
      (value: unknown) =>
        stringify(value, { indentSeq: false, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }),
      (value: unknown) => stringify(value, { singleQuote: true, indent: 4 }),
      (value: unknown) => stringify(value, { collectionStyle: 'flow' }),
    );
    let read = 0;
    fc.assert(
      fc.property(config, style, (value, format) => {
        const text = format(value);
        write(text);
        const reference = new KubeConfig();
        reference.loadFromString(text);
        const expected = reference.getContextObject(reference.getCurrentContext())?.namespace;
        let found: string | undefined;
        try {
          found = podNamespace({ kubeconfig: file() }, {});
        } catch {
          return;
        }
        read++;
        expect(found).toBe(expected);
      }),
      { numRuns: 300 },
    );
    expect(read).toBeGreaterThan(90);
  });
});
