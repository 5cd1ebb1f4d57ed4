import { describe, expect, it } from '@jest/globals';
import { endpointRules, eventRules } from '../../../lib/kubernetes/role-rules.js';
import { cli } from '../../support/cli.js';
import { parseManifests, readManifests } from '../../support/manifests.js';

describe('rbac', () => {
  it('prints the manifests of the sample, as YAML', async () => {
    const { code, out } = await cli(['rbac', '--lease', 'billing']);
    expect(code).toBe(0);
    expect(parseManifests(out)).toEqual(readManifests('rbac.yaml'));
  });

  it('names all leases in one Role, once each, and the namespace everywhere', async () => {
    const argv = ['rbac', '--lease', 'billing', '--lease', 'reports', '--lease', 'billing', '--service-account', 'b2'];
    const { out } = await cli([...argv, '-n', 'shop', '--json']);
    const [account, role, binding] = JSON.parse(out);
    expect(account.metadata).toEqual({ name: 'b2', namespace: 'shop' });
    expect(role.rules[0]).toMatchObject({ resourceNames: ['billing', 'reports'], verbs: ['get', 'watch', 'update'] });
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'b2', namespace: 'shop' }]);
    expect(role.metadata.name).toBe(binding.roleRef.name);
  });

  it('knows the default name of a lease', async () => {
    const { out } = await cli(['rbac']);
    expect(parseManifests(out)[1]).toMatchObject({ rules: [{ resourceNames: ['nodejs-leader-election'] }, {}] });
  });

  it('writes names that look like something else in quotes', async () => {
    const { out } = await cli(['rbac', '--lease', '2030', '--service-account', 'true', '-n', '007']);
    const [account, role] = parseManifests(out);
    expect(account.metadata).toEqual({ name: 'true', namespace: '007' });
    expect(role).toMatchObject({ rules: [{ resourceNames: ['2030'] }, {}] });
  });

  it('adds what the options `events` and `endpoint` need, as a refused app is told', async () => {
    const { out } = await cli(['rbac', '--events', '--endpoint', 'billing-leader', '--json']);
    const [, { rules }] = JSON.parse(out);
    const told = parseManifests(`kind: Role\nrules:\n${eventRules}\n${endpointRules('billing-leader')}`);
    expect(rules.slice(2)).toEqual(told[0].rules);
  });

  it('names all services in one rule, once each, and refuses what can be none', async () => {
    const { out } = await cli(['rbac', '--endpoint', 'a', '--endpoint', 'b', '--endpoint', 'a', '--json']);
    expect(JSON.parse(out)[1].rules[2]).toMatchObject({ resourceNames: ['a', 'b'] });
    expect(await cli(['rbac', '--endpoint', 'A_b'])).toMatchObject({ code: 2 });
  });
});
