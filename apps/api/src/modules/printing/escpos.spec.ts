import { codePage858 } from './code-page.ts';
import { Slip } from './escpos.ts';

/** The text lines of a slip, without its commands. */
const linesOf = (slip: Slip): string[] =>
  slip
    .bytes()
    .toString('latin1')
    .replaceAll(/\x1b@|\x1b[taE][\s\S]|\x1d[!B][\s\S]|\x1dV[\s\S]{2}/g, '')
    .split('\n')
    .slice(0, -1);

test.each([
  ['Käse-Spätzle für 12,50 €', 'K\x84se-Sp\x84tzle f\x81r 12,50 \xd5'],
  ['12,50\u00a0€', '12,50 \xd5'],
  ['ÄÖÜß', '\x8e\x99\x9a\xe1'],
  ['decomposed a\u0308', 'decomposed \x84'],
  ['Żurek, Łosoś, „Gulasch“ – 2…', 'Zurek, Losos, "Gulasch" - 2...'],
  ['寿司 🍣', '?? ?'],
  ['cut \x1bm \x1d\x56\x00', 'cut ?m ?V?'],
])('%j is encoded for the printer', (text, encoded) => {
  expect(codePage858(text)).toBe(encoded);
});

test('a slip begins with a reset and the code page, and ends with a cut', () => {
  const bytes = new Slip().line('x').bytes();
  expect([...bytes.subarray(0, 5)]).toEqual([0x1b, 0x40, 0x1b, 0x74, 19]);
  expect([...bytes.subarray(-4)]).toEqual([0x1d, 0x56, 66, 3]);
});

test('lines wrap at spaces, a long word is broken, and a large line has half the room', () => {
  const text = `${'word '.repeat(12)}${'x'.repeat(60)}`;
  const lines = linesOf(new Slip().line(text, {}, 2));
  expect(lines.every((line) => line.length <= 48)).toBe(true);
  expect(lines.slice(1).every((line) => line.startsWith('  '))).toBe(true);
  expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  expect(linesOf(new Slip().line('Quattro Stagioni senza cipolla', { large: true }))).toEqual([
    'Quattro Stagioni senza',
    'cipolla',
  ]);
});

test('a pair has its sides at the edges of the paper, or on two lines', () => {
  expect(linesOf(new Slip().pair('#A12', 'PICKUP'))).toEqual([`#A12${' '.repeat(38)}PICKUP`]);
  expect(linesOf(new Slip().pair('a'.repeat(30), 'b'.repeat(30)))).toEqual(['a'.repeat(30), 'b'.repeat(30)]);
});
