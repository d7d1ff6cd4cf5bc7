import {
  type VatDraft,
  draftOf,
  faultOf,
  rateFaultsOf,
  rateOf,
  requestOf,
  withoutRate,
} from './vat-draft.ts';

const vat = {
  enabled: true,
  rates: [
    { id: 'f', name: 'Food', rate: 700 },
    { id: 'o', name: 'Odd', rate: 1_055 },
  ],
  defaults: { pickup: 'f', delivery: 'o' },
  deliveryFee: null,
};
const draft = draftOf(vat, 'de-DE');

it('comes back as it was, with percentages as people write them', () => {
  expect(draft.rates.map(({ percent }) => percent)).toEqual(['7', '10,55']);
  expect(requestOf(draft)).toEqual(vat);
});

it.each([
  ['19', 1_900],
  [' 5,5 % ', 550],
  ['0.07', 7],
  ['100', 10_000],
  ['100,01', undefined],
  ['7,123', undefined],
  ['-7', undefined],
  ['seven', undefined],
])('reads %s', (typed, rate) => {
  expect(rateOf(typed)).toBe(rate);
});

it('names what is wrong, and where', () => {
  const rates = (...names: [string, string][]): VatDraft['rates'] =>
    names.map(([name, percent], at) => ({ id: `${at}`, name, percent }));
  expect(faultOf(draft)).toBeUndefined();
  expect(rateFaultsOf(rates(['A', '7'], [' a', 'x'], ['', '7']))).toEqual([
    {},
    { name: 'sameName', percent: 'oddPercent' },
    { name: 'noName' },
  ]);
  expect(faultOf({ ...draft, rates: rates(['A', 'x']) })).toBe('oddPercent');
  expect(faultOf({ ...draft, rates: [] })).toBe('noRates');
  expect(faultOf({ ...draft, pickup: '' })).toBe('noDefault');
  expect(faultOf({ ...draft, rates: [], pickup: '', shown: 'off' })).toBeUndefined();
});

it('takes a rate out of the choices that named it', () => {
  expect(withoutRate(draft, 0)).toMatchObject({ rates: [{ id: 'o' }], pickup: '', delivery: 'o', fee: '' });
});
