import fc from 'fast-check';
import { orderableItems, priceLines, total, unavailable } from './pricing.ts';

describe('prices', () => {
  const offered = { available: true, until: null };
  const dish = {
    id: 'd1',
    restaurantId: 'r1',
    name: 'Margherita',
    description: '',
    category: 'Pizza',
    price: 900,
    available: true,
    until: null,
    allergens: null,
    picture: null,
    version: 1,
    options: [
      {
        id: 'o1',
        name: 'Size',
        min: 1,
        max: 1,
        choices: [
          { id: 'small', name: 'Small', price: 0, ...offered },
          { id: 'large', name: 'Large', price: 300, ...offered },
          { id: 'huge', name: 'Huge', price: 600, ...offered, available: false },
        ],
      },
    ],
  };
  const menu = new Map([
    [dish.id, dish],
    ['d2', { ...dish, id: 'd2', name: 'Diavola', available: false }],
  ]);

  test('the price includes options', () => {
    const priced = orderableItems(priceLines([{ menuItemId: 'd1', quantity: 2, options: ['large'] }], menu));
    expect(priced.subtotal).toBe(2400);
    expect(priced.items[0]).toMatchObject({ id: '1', unitPrice: 1200, options: [{ name: 'Large' }] });
  });

  test('reports all problems of a basket at once', () => {
    const wrong = [
      { menuItemId: 'd1', quantity: 1 },
      { menuItemId: 'd2', quantity: 1 },
      { menuItemId: 'nowhere', quantity: 1 },
    ];
    const lines = priceLines([...wrong, { menuItemId: 'd1', quantity: 1, options: ['small'] }], menu);
    expect(unavailable(lines)).toMatchObject({
      code: 'item_unavailable',
      errors: [
        { path: 'items.0.options', message: 'Margherita: choose at least 1 of Size' },
        { path: 'items.1.menuItemId', message: 'Diavola is sold out' },
        { path: 'items.2.menuItemId', message: 'is not on the menu' },
      ],
    });
    // What cannot be ordered does not count, whatever it would cost.
    expect(orderableItems(lines)).toMatchObject({ items: [{ id: '4' }], subtotal: 900 });
    expect(unavailable(lines.slice(3))).toBeNull();
  });

  test('a choice that is sold out is refused by name', () => {
    const lines = priceLines([{ menuItemId: 'd1', quantity: 1, options: ['huge'] }], menu);
    expect(unavailable(lines)?.errors).toEqual([
      { path: 'items.0.options', message: 'Margherita: Huge is sold out' },
    ]);
    expect(orderableItems(lines).items).toEqual([]);
  });

  test('amounts add up, and a discount is at most the subtotal', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.nat(200_000),
        fc.nat(2000),
        fc.nat(1000),
        (subtotal, discount, fee, tip) => {
          const sum = total(subtotal, discount, fee, tip);
          expect(sum.totalAmount).toBe(sum.subtotal - sum.discount + sum.deliveryFee + tip);
          expect(sum.totalAmount).toBeGreaterThanOrEqual(fee + tip);
        },
      ),
    );
  });
});
