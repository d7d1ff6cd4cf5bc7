import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${root}docs/threat-model.md`, 'utf8');

/** The specs by file name, because their folders may change. */
const specs = new Map<string, string>();
for (const folder of [
  'libs/contracts/src',
  'libs/embedded-mongo/src',
  'libs/event-log/src',
  'apps/api/src',
  'apps/api-e2e/src',
])
  for (const file of readdirSync(root + folder, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.spec.ts'))
      specs.set(basename(file), readFileSync(`${root}${folder}/${file}`, 'utf8'));

const rows = page
  .slice(page.indexOf('## What and how'), page.indexOf('## Not stopped here'))
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()));

/** The spec files of a cell with the titles that follow each. */
const named = (cell: string): [file: string, titles: string[]][] =>
  Array.from(cell.matchAll(/`([\w.-]+\.spec\.ts)`: ((?:“[^”]+”(?:, )?)+)/g), ([, file = '', titles = '']) => [
    file,
    Array.from(titles.matchAll(/“([^”]+)”/g), ([, title = '']) => title),
  ]);

test('the page lists threats', () => {
  expect(rows.length).toBeGreaterThan(25);
});

test.each(rows.map(([threat = '', , shown = '']) => [threat, shown]))(
  '%s: is shown by tests that exist',
  (_, shown) => {
    const found = named(shown);
    if (found.length === 0) {
      // The only row without a test: a step of CI.
      expect(shown).toBe('`.ci/run`, step `audit`');
      expect(readFileSync(`${root}.ci/run`, 'utf8')).toContain("step 'audit'");
    }
    for (const [file, titles] of found) {
      const source = (specs.get(file) ?? '').replaceAll("\\'", "'");
      expect([file, source.length > 0]).toEqual([file, true]);
      for (const title of titles) expect([file, title, source.includes(title)]).toEqual([file, title, true]);
    }
  },
);

test('every spec about security is named on the page', () => {
  const about = [...specs.keys()].filter((name) => name.startsWith('security-'));
  expect(about.filter((name) => !page.includes(name))).toEqual([]);
});
