import fc from 'fast-check';
import { cellText, csvOf, rowsOf } from './csv.ts';

test('a table is read as it was written, whatever its cells contain', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('=1+1', "'=1", "''@x", '-2', '+49', '@a', '\tx', ' a ', 'a,b', 'a;b', '"', 'a\r\nb', "'"),
  );
  const row = fc
    .array(cell, { minLength: 2, maxLength: 5 })
    .filter((cells) => cells.some((it) => it.trim() !== ''));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const table = [['a', 'b', 'c'], ...rows];
      expect(rowsOf(csvOf(table))?.map((cells) => cells.map(cellText))).toEqual(table);
    }),
  );
});

test('no cell that is written begins as a formula', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', "'=1"])
    expect(csvOf([[text]])).toMatch(/^"?'/);
  expect(csvOf([['Pizza', "'n Beef"]])).toBe("Pizza,'n Beef\r\n");
});

test.each([
  [
    'a;b\n1,5;2\n',
    [
      ['a', 'b'],
      ['1,5', '2'],
    ],
  ],
  [
    'a\tb\r1\t2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a,b\r\n\r\n,\r\n1,2\r\n', [['a', 'b'], [], [], ['1', '2']]],
  [
    'a,b\r\n"x ""y""\nz",2',
    [
      ['a', 'b'],
      ['x "y"\nz', '2'],
    ],
  ],
  ['a,b\r\n"x,2', null],
])('reads %j', (text, rows) => {
  expect(rowsOf(text)).toEqual(rows);
});
