import fc from 'fast-check';
import { amountsWith } from './item-changes.ts';
import type { OrderItem } from './orders.ts';
import {
  defaultVat,
  divided,
  vatPercent,
  vatRateFaults,
  vatRateOf,
  vatSums,
  type VatRate,
  type VatTerms,
} from './vat-sums.ts';
import { UpdateVatSettings } from './vat.ts';

const food: VatRate = { name: 'Food', rate: 700 };
const drinks: VatRate = { name: 'Drinks', rate: 1_900 };
const line = (unitPrice: number, vat?: VatRate, quantity = 1) => ({
  unitPrice,
  quantity,
  ...(vat && { vat }),
});
const noFee = { discount: 0, deliveryFee: 0 };

describe('the sums of an order', () => {
  test('contain the VAT of each rate, rounded once per rate', () => {
    // Three times 0.35 is 0.0229 each, so rounding each line would lose a cent.
    expect(vatSums({ items: [line(35, food, 3), line(1_190, drinks)], ...noFee })).toEqual([
      { ...food, gross: 105, net: 98, vat: 7 },
      { ...drinks, gross: 1_190, net: 1_000, vat: 190 },
    ]);
  });

  test('share a discount in proportion, and the cent that is left goes to the largest remainder', () => {
    const items = [line(1_000, food), line(500, drinks)];
    // 100 is 66.67 and 33.33.
    const sums = vatSums({ items, discount: 100, deliveryFee: 0 });
    expect(sums?.map(({ gross }) => gross)).toEqual([933, 467]);
    // Equal remainders: the lowest rate comes first.
    expect(divided(1, [50, 50])).toEqual([1, 0]);
    expect(divided(0, [0, 0])).toEqual([0, 0]);
  });

  test('contain the delivery fee at its own rate, which no discount reduces', () => {
    const sums = vatSums({
      items: [line(1_000, food)],
      discount: 1_000,
      deliveryFee: 119,
      deliveryFeeVat: drinks,
    });
    expect(sums).toEqual([{ ...drinks, gross: 119, net: 100, vat: 19 }]);
  });

  test('keep rates of the same percentage apart by their names, and know a rate of zero', () => {
    const books = { name: 'Books', rate: 700 };
    const exempt = { name: 'Deposit', rate: 0 };
    expect(vatSums({ items: [line(107, food), line(214, books), line(25, exempt)], ...noFee })).toEqual([
      { ...exempt, gross: 25, net: 25, vat: 0 },
      { ...books, gross: 214, net: 200, vat: 14 },
      { ...food, gross: 107, net: 100, vat: 7 },
    ]);
  });

  test('do not exist where a part has no rate', () => {
    expect(vatSums({ items: [line(100, food), line(100)], ...noFee })).toBeUndefined();
    expect(vatSums({ items: [line(100, food)], discount: 0, deliveryFee: 1 })).toBeUndefined();
    expect(vatSums({ items: [], ...noFee })).toBeUndefined();
  });

  test('always add up to what is paid without the tip, whatever changes', () => {
    const rates = fc.constantFrom<VatRate>(
      food,
      drinks,
      { name: 'Deposit', rate: 0 },
      { name: 'Odd', rate: 555 },
    );
    const orders = fc.record({
      lines: fc.array(
        fc.record({ unitPrice: fc.nat(1_000_000), quantity: fc.integer({ min: 1, max: 99 }), vat: rates }),
        { minLength: 1, maxLength: 12 },
      ),
      offerTerms: fc.oneof(
        fc.constant(null),
        fc.record({ kind: fc.constant('percent' as const), discountValue: fc.integer({ min: 1, max: 100 }) }),
        fc.record({ kind: fc.constant('amount' as const), discountValue: fc.nat(10_000_000) }),
      ),
      deliveryFee: fc.nat(2_000),
      deliveryFeeVat: rates,
      tip: fc.nat(1_000),
    });
    fc.assert(
      fc.property(orders, ({ lines, offerTerms, tip, ...fee }) => {
        const items = lines as unknown as OrderItem[];
        const amounts = amountsWith({ ...fee, offerTerms, tip, discount: 0 }, items);
        const sums = vatSums({ items, ...fee, ...amounts }) ?? [];
        expect(sums.reduce((total, { gross }) => total + gross, 0)).toBe(amounts.totalAmount - tip);
        for (const { gross, net, vat, rate } of sums) {
          expect(net + vat).toBe(gross);
          expect([net, vat].every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
          // Within half a cent of what it is exactly.
          expect(Math.abs(net - (gross * 10_000) / (10_000 + rate))).toBeLessThanOrEqual(0.5);
        }
        expect(vatSums({ items: [...items].reverse(), ...fee, ...amounts })).toEqual(sums);
      }),
    );
  });
});

describe('the rates of a restaurant', () => {
  const terms: VatTerms = {
    enabled: true,
    rates: [
      { id: 'f', ...food },
      { id: 'd', ...drinks },
    ],
    defaults: { pickup: 'd', delivery: 'f' },
    deliveryFee: null,
  };

  test('follow the dish, then the default of the fulfilment', () => {
    expect(vatRateOf(terms, 'pickup', 'f')).toEqual(food);
    expect(vatRateOf(terms, 'pickup', undefined)).toEqual(drinks);
    expect(vatRateOf(terms, 'delivery', null)).toEqual(food);
    expect(vatRateOf(terms, 'delivery', 'removed')).toEqual(food);
    expect(vatRateOf({ ...terms, enabled: false }, 'pickup', 'f')).toBeUndefined();
    expect(vatRateOf(defaultVat, 'pickup', undefined)).toBeUndefined();
  });

  test('differ by name and id', () => {
    const twice = [...terms.rates, { id: 'f', name: ' FOOD' }];
    expect(vatRateFaults(twice)).toEqual([
      { path: [2, 'name'], fault: 'sameName' },
      { path: [2, 'id'], fault: 'sameId' },
    ]);
  });

  const more = Array.from({ length: 7 }, (_, n) => ({ id: `${n}`, name: `${n}`, rate: n }));
  const withRate = (rate: number) => ({ rates: [terms.rates[0], { id: 'd', name: 'Drinks', rate }] });
  test.each([
    ['none', {}, []],
    ['off without any rate', defaultVat, []],
    ['without a default', { defaults: { pickup: null, delivery: 'f' } }, ['defaults.pickup']],
    ['with an unknown default', { defaults: { pickup: 'x', delivery: 'f' } }, ['defaults.pickup']],
    ['with an unknown rate of the fee', { deliveryFee: 'x' }, ['deliveryFee']],
    ['with a part of a basis point', withRate(7.5), ['rates.1.rate']],
    ['above 100 %', withRate(10_001), ['rates.1.rate']],
    ['nine', { rates: [...terms.rates, ...more] }, ['rates']],
  ])('are checked: %s', (_, change, paths) => {
    const { error } = UpdateVatSettings.safeParse({ ...terms, ...change });
    expect(error?.issues.map(({ path }) => path.join('.')) ?? []).toEqual(paths);
  });

  test('are written as their readers write percentages', () => {
    expect(vatPercent(700)).toBe('7%');
    expect(vatPercent(555, 'de-DE')).toBe('5,55\u00a0%');
  });
});
