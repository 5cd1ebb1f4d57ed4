import { describe, expect, it } from '@jest/globals';
import { commands } from '../../../lib/cli/commands.js';
import { cli } from '../../support/cli.js';
import { readDocument } from '../../support/documents.js';

describe('The command line', () => {
  it('lists its commands with --help, and also without anything, as a mistake', async () => {
    const help = await cli(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const { name, summary } of commands) expect(help.out).toMatch(new RegExp(`  ${name} +${summary}`));
    expect(await cli([])).toMatchObject({ code: 2, out: help.out });
  });

  it.each(commands.map(({ name }) => name))(
    'explains every option of %s with --help, and in its document',
    async name => {
      const { code, out } = await cli([name, '--help']);
      expect([code, out]).toEqual([0, expect.stringContaining(`nestjs-kubernetes-leader ${name} `)]);
      const { options = {} } = commands.find(command => command.name === name)!;
      const section = readDocument('docs/command-line.md')
        .split(/^## /m)
        .find(text => text.startsWith(`${name}\n`));
      for (const option of Object.keys(options)) {
        expect(out).toContain(`--${option}`);
        expect(section).toContain(`--${option}`);
      }
    },
  );

  it.each([
    ['an unknown command', ['statsu'], 'There is no command "statsu"; the commands are rbac'],
    ['an option before the command', ['--json', 'rbac'], 'Expected a command before --json'],
    ['an unknown option', ['rbac', '--leese', 'billing'], "Unknown option '--leese'."],
    ['an option without its value', ['rbac', '--lease'], "Option '--lease <value>' argument missing."],
    ['a word too many', ['rbac', 'billing'], '"billing" is one word too many.'],
    ['a namespace that is none', ['rbac', '-n', 'Shop'], 'Expected --namespace to be an RFC 1123 label'],
    ['an empty value', ['rbac', '--service-account', ''], '--service-account needs a value.'],
  ])('ends with 2 for %s, and says where to read more', async (_, argv, message) => {
    const { code, out, err } = await cli(argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/nestjs-kubernetes-leader (rbac )?--help tells more\.\n$/);
  });
});
