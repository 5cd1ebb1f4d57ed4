import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { leaderMetricNames } from '../../lib/metrics/index.js';
import { promtool } from './prometheus.js';

const file = 'sample/06-metrics/alerts.yaml';

describe('The alert rules', () => {
  const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: { alert: string; expr: string }[] }[] };
  const rules = groups.flatMap(group => group.rules);

  it('are valid', () => {
    expect(promtool('check', 'rules', file)).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  it('fire when they should and not otherwise', () => {
    expect(promtool('test', 'rules', 'test/monitoring/alerts.test.yaml')).toContain('SUCCESS');
  });

  it('are all in that test, and in the document', () => {
    const tests = readFileSync('test/monitoring/alerts.test.yaml', 'utf8');
    const document = readFileSync('docs/monitoring.md', 'utf8');
    expect(rules.filter(({ alert }) => !tests.includes(`alertname: ${alert}\n`))).toEqual([]);
    expect(rules.filter(({ alert }) => !document.includes(`| \`${alert}\` |`))).toEqual([]);
  });

  it('name metrics that there are', () => {
    const known = new Set<string>(Object.values(leaderMetricNames));
    const named = rules.flatMap(({ expr }) => expr.match(/leader_election_\w+/g) ?? []);
    expect(named.filter(name => !known.has(name.replace(/_(bucket|count|sum)$/, '')))).toEqual([]);
  });
});
