import { describe, expect, it } from '@jest/globals';
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
});
