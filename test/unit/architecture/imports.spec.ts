import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { problemWith, type Room, roomOf, rooms } from '../../../imports.js';

const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'));

/** The relative imports of a file, as paths below lib/. */
function importsOf(path: string): string[] {
  const source = readFileSync(join('lib', path), 'utf8');
  const specifiers = source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...specifiers].map(([, specifier]) => normalize(join(dirname(path), specifier)));
}

describe('The rooms of lib', () => {
  it('hold every file, each in the room that its folder names', () => {
    const folders = new Set(files.map(path => roomOf(path).room));
    expect([...folders].sort()).toEqual(rooms.map(({ room }) => room).sort());
    const strays = files.filter(path => roomOf(path).room === '.' && path !== 'index.ts');
    expect(strays).toEqual([]);
  });

  it('import only what the table lets them, and never a layer above', () => {
    const problems = files.flatMap(path =>
      importsOf(path).flatMap(target => {
        const problem = problemWith(roomOf(path), roomOf(target));
        return problem === undefined ? [] : [`${path}: ${problem}`];
      }),
    );
    expect(problems).toEqual([]);
  });

  it('have no circle of files, not even of types', () => {
    const imports = new Map(files.map(path => [path, importsOf(path).map(target => target.replace(/\.js$/, '.ts'))]));
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, above: readonly string[]): void => {
      if (above.includes(path)) circles.push([...above.slice(above.indexOf(path)), path].join(' → '));
      if (done.has(path)) return;
      done.add(path);
      for (const target of imports.get(path) ?? []) visit(target, [...above, path]);
    };
    for (const path of files) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('use every arrow of the table', () => {
    const used = new Map<string, Set<string>>();
    for (const path of files) {
      const { room } = roomOf(path);
      const targets = importsOf(path).map(target => roomOf(target).room);
      used.set(room, new Set([...(used.get(room) ?? []), ...targets]));
    }
    const unused = rooms.flatMap(({ room, imports }) =>
      imports
        .filter(name => !name.endsWith('/*') && !used.get(room)?.has(name))
        .map(name => `lib/${room} does not import lib/${name}`),
    );
    expect(unused).toEqual([]);
  });

  it('refuse an import that goes back up, or that the table does not name', () => {
    const room = (name: string): Room => rooms.find(candidate => candidate.room === name)!;
    expect(problemWith(room('core/election'), room('core/elector'))).toContain('may not import');
    expect(problemWith(room('core/record'), room('core/clock'))).toContain('may not import');
    expect(problemWith({ ...room('core/record'), imports: ['core/clock'] }, room('core/clock'))).toBeDefined();
  });

  it('are those of ARCHITECTURE.md', () => {
    const text = readFileSync('ARCHITECTURE.md', 'utf8');
    for (const { room, of, imports } of rooms) {
      const folder = room === '.' ? 'lib/index.ts' : `lib/${room}/`;
      const names = imports.map(name => `\`${name}\``).join(', ') || 'nothing';
      expect(text).toContain(`| \`${folder}\` | ${of} | ${names} |`);
    }
  });
});
