import type { MenuItem, Storefront } from '@passline/contracts';
import type { AnyLiveEvent } from '@passline/realtime-client';
import { RecentFacts, withFact } from './storefront-facts.ts';

const dish = (id: string): MenuItem => ({
  id,
  restaurantId: 'r1',
  name: id,
  description: '',
  category: 'Pizza',
  price: 950,
  options: [
    {
      id: 'extras',
      name: 'Extras',
      min: 0,
      max: 1,
      choices: [{ id: `${id}-olives`, name: 'Olives', price: 100, available: true, until: null }],
    },
  ],
  allergens: null,
  picture: null,
  available: true,
  until: null,
  version: 1,
});
const storefront = {
  restaurant: { id: 'r1', isOpen: true, busyMinutes: 0, message: null, name: 'Aurora' },
  menu: { currency: 'EUR', categories: [{ name: 'Pizza', items: [dish('a'), dish('b')] }] },
} as unknown as Storefront;
const fact = (event: string, payload: object) =>
  ({ event, payload: { restaurantId: 'r1', ...payload } }) as unknown as AnyLiveEvent;
const soldOut = fact('menu:item:update', { itemId: 'a', available: false, until: null });
const availableOf = (it: Storefront | undefined) =>
  it?.menu.categories.flatMap(({ items }) => items.map(({ available }) => available));

it('takes a dish out and back, and leaves the others', () => {
  const out = withFact(storefront, soldOut);
  expect(availableOf(out)).toEqual([false, true]);
  const back = withFact(out!, fact('menu:item:update', { itemId: 'a', available: true, until: null }));
  expect(back).toEqual(storefront);
});

it('takes out a choice', () => {
  const out = withFact(
    storefront,
    fact('menu:choice:update', { itemId: 'b', choiceId: 'b-olives', available: false, until: null }),
  );
  const choices = out!.menu.categories[0]!.items.map(({ options }) => options[0]!.choices[0]!.available);
  expect(choices).toEqual([true, false]);
});

it('takes over how the restaurant is open, and nothing else of it', () => {
  const opening = { isOpen: false, busyMinutes: 0, until: null, message: 'Fire drill' };
  const closed = withFact(storefront, fact('business:status:update', { businessName: 'X', ...opening }));
  expect(closed!.restaurant).toMatchObject({ ...opening, id: 'r1', name: 'Aurora' });
  expect(closed!.restaurant).not.toHaveProperty('businessName');
});

it.each(['menu:update', 'storefront:update', 'offer:new', 'of:a:newer:server'])(
  'reads again after %s',
  (event) => {
    expect(withFact(storefront, fact(event, {}))).toBeUndefined();
  },
);

it('an answer that was read before a fact does not undo it', () => {
  const facts = new RecentFacts(1_000);
  facts.add(soldOut, 5_000);
  facts.add(fact('menu:update', {}), 5_100);
  expect(availableOf(facts.on(storefront, 4_999))).toEqual([false, true]);
  expect(availableOf(facts.on(storefront, 5_000))).toEqual([true, true]);
  facts.add(fact('menu:update', {}), 6_001);
  expect(availableOf(facts.on(storefront, 0))).toEqual([true, true]);
});
