import { draftOf, parsePrinter } from './printer-draft.ts';

const draft = { ...draftOf(undefined, 'de'), name: ' Küche ', host: ' 192.168.1.50 ' };

it('reads what was typed into what the server takes', () => {
  expect(parsePrinter(draft)).toEqual({
    wrong: [],
    body: {
      name: 'Küche',
      host: '192.168.1.50',
      port: 9100,
      stationId: null,
      printOn: 'accepted',
      copies: 1,
      language: 'de',
      enabled: true,
    },
  });
  expect(parsePrinter({ ...draft, power: 'off' }).body.enabled).toBe(false);
  expect(parsePrinter({ ...draft, station: 'oven' }).body.stationId).toBe('oven');
});

it.each([
  ['name', { name: ' ' }],
  ['host', { host: '' }],
  ['host', { host: 'http://192.168.1.50' }],
  ['port', { port: '' }],
  ['port', { port: '70000' }],
] as const)('says that %s is wrong in %j', (field, over) => {
  expect(parsePrinter({ ...draft, ...over }).wrong).toEqual([field]);
});
