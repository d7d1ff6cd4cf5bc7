import type { CreateOrderRequest, MenuItem } from '@passline/contracts';

interface Basket {
  lines: readonly (readonly [dish: string, quantity: number, note?: string])[];
  fulfilment: 'delivery' | 'pickup';
  note?: string;
}

const deliver = (lines: Basket['lines'], note?: string): Basket => ({
  lines,
  fulfilment: 'delivery',
  ...(note && { note }),
});
const collect = (lines: Basket['lines']): Basket => ({ lines, fulfilment: 'pickup' });

/** What demo customers order, by the name of the restaurant. Each is worth the minimum order. */
const demoBaskets: Readonly<Record<string, readonly Basket[]>> = {
  'Trattoria Aurora': [
    deliver(
      [
        ['Margherita', 2],
        ['Tiramisù', 1],
      ],
      'Third floor, the bell says Weber',
    ),
    collect([
      ['Diavola', 1, 'No chilli, please'],
      ['Chinotto', 2],
    ]),
    deliver([
      ['Spaghetti carbonara', 1],
      ['Tagliatelle al ragù', 1, 'Allergy: no celery'],
      ['San Pellegrino', 1],
    ]),
    deliver([
      ['Quattro formaggi', 1],
      ['Bruschetta al pomodoro', 2],
    ]),
    collect([
      ['Prosciutto e rucola', 2],
      ['Panna cotta', 2],
    ]),
    deliver([
      ['Ravioli ricotta e spinaci', 2],
      ['Vitello tonnato', 1],
      ['Chinotto', 2],
    ]),
    collect([['Margherita', 3]]),
  ],
  'Sakura Kitchen': [
    deliver([
      ['Tonkotsu ramen', 2],
      ['Gyoza', 1],
    ]),
    collect([
      ['Dragon roll', 1],
      ['Sencha', 2],
    ]),
    deliver(
      [
        ['Sakura set', 1],
        ['Edamame', 2],
      ],
      'Please leave it at the door',
    ),
    deliver([
      ['Vegan tantan', 1, 'Allergy: peanuts'],
      ['Miso ramen', 1],
      ['Mochi ice cream', 2],
    ]),
    collect([
      ['Shoyu ramen', 1],
      ['Takoyaki', 1],
    ]),
  ],
};

const homes = [
  { text: 'Schönhauser Allee 36, 10435 Berlin', lat: 52.5386, lng: 13.4126 },
  { text: 'Linienstraße 40, 10119 Berlin', lat: 52.5277, lng: 13.4088 },
  { text: 'Choriner Straße 12, 10119 Berlin', lat: 52.5319, lng: 13.4063 },
  { text: 'Invalidenstraße 50, 10115 Berlin', lat: 52.5304, lng: 13.3845 },
] as const;

/** The nth order at this restaurant, from what its menu has now. */
export function demoOrder(
  { id, name }: { id: string; name: string },
  menu: ReadonlyMap<string, MenuItem>,
  serial: number,
): CreateOrderRequest {
  const dishes = [...menu.values()];
  const baskets = demoBaskets[name] ?? [];
  const basket = baskets[serial % baskets.length];
  const wanted = (basket?.lines ?? []).flatMap(([dish, quantity, note]) => {
    const item = dishes.find((it) => it.name === dish && it.available);
    return item ? [line(item, quantity, note)] : [];
  });
  // A dish is sold out or was removed: a smaller order may be below the minimum of a delivery.
  const delivers = basket?.fulfilment === 'delivery' && wanted.length === basket.lines.length;
  const any = dishes.find(({ available }) => available);
  const home = homes[serial % homes.length];
  return {
    restaurantId: id,
    items: wanted.length === 0 && any ? [line(any, 1)] : wanted,
    fulfilment: delivers ? 'delivery' : 'pickup',
    ...(delivers && home && { deliveryAddress: home }),
    paymentMethod: 'cash',
    ...(basket?.note && { note: basket.note }),
  };
}

const line = (item: MenuItem, quantity: number, note?: string) => ({
  menuItemId: item.id,
  quantity,
  // The first choice of what must be chosen.
  options: item.options.flatMap(({ min, choices }) => choices.slice(0, min).map((choice) => choice.id)),
  ...(note && { note }),
});
