import { assertSqlite, sqliteProblem } from './sqlite-version.ts';

it.each(['3.51.3', '3.51.10', '3.52.0', '3.53.4', '4.0.0', '3.50.7', '3.50.12', '3.44.6'])(
  'accepts SQLite %s, which has the fix of the WAL-reset bug',
  (version) => expect(sqliteProblem(version)).toBeNull(),
);

it.each([
  '3.51.2',
  '3.51.0',
  '3.50.6',
  '3.50.4',
  '3.49.9',
  '3.45.7',
  '3.44.5',
  '3.7.0',
  '2.99.99',
  'unknown',
])('refuses SQLite %s', (version) => {
  expect(sqliteProblem(version)).toMatch(`SQLite ${version}, which is part of Node`);
  expect(sqliteProblem(version)).toMatch('3.51.3 or newer');
});

it('accepts the SQLite of the Node that this project pins', () => expect(assertSqlite).not.toThrow());
