import fc from 'fast-check';
import { price, total } from './pricing.ts';

describe('prices', () => {
  const dish = {
    id: 'd1',
    restaurantId: 'r1',
    name: 'Margherita',
    description: '',
    category: 'Pizza',
    price: 900,
    available: true,
    until: null,
    version: 1,
    options: [
      {
        id: 'o1',
        name: 'Size',
        min: 1,
        max: 1,
        choices: [
          { id: 'small', name: 'Small', price: 0 },
          { id: 'large', name: 'Large', price: 300 },
        ],
      },
    ],
  };
  const menu = new Map([
    [dish.id, dish],
    ['d2', { ...dish, id: 'd2', name: 'Diavola', available: false }],
  ]);

  test('the price includes options', () => {
    const priced = price([{ menuItemId: 'd1', quantity: 2, options: ['large'] }], menu);
    expect(priced.subtotal).toBe(2400);
    expect(priced.items[0]).toMatchObject({ id: '1', unitPrice: 1200, options: [{ name: 'Large' }] });
  });

  test('reports all problems of a basket at once', () => {
    const wrong = [
      { menuItemId: 'd1', quantity: 1 },
      { menuItemId: 'd2', quantity: 1 },
      { menuItemId: 'nowhere', quantity: 1 },
    ];
    expect(() => price(wrong, menu)).toThrow(
      expect.objectContaining({
        code: 'item_unavailable',
        errors: [
          { path: 'items.0.options', message: 'Margherita: choose at least 1 of Size' },
          { path: 'items.1.menuItemId', message: 'Diavola is sold out' },
          { path: 'items.2.menuItemId', message: 'is not on the menu' },
        ],
      }),
    );
  });

  test('amounts add up, and a discount is at most the subtotal', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(200_000), fc.nat(2000), (subtotal, discount, fee) => {
        const sum = total(subtotal, discount, fee);
        expect(sum.totalAmount).toBe(sum.subtotal - sum.discount + sum.deliveryFee);
        expect(sum.totalAmount).toBeGreaterThanOrEqual(fee);
      }),
    );
  });
});
