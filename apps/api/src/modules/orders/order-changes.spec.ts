import {
  amountsWith,
  applyOrderFact,
  defaultVat,
  rebuildOrder,
  type MenuItem,
  type OrderFact,
  type OrderFactData,
  type OrderState,
  type Replacements,
} from '@passline/contracts';
import { dueOf } from './alarm.ts';
import { answerProposal, changeQuantity, expire, propose, withdraw } from './order-changes.ts';
import { markItems } from './order-items.ts';
import { move, type Draft } from './order.ts';
import { placedOrder } from '../../testing/placed-order.ts';

const start = new Date('2026-11-21T18:00:00Z');
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const mario = { id: 's1', name: 'Mario' };

const item = (id: string, unitPrice: number, quantity: number): OrderState['items'][number] => ({
  id,
  menuItemId: `m${id}`,
  name: `Dish ${id}`,
  unitPrice,
  quantity,
  note: id === '1' ? 'no onions' : null,
  options: [],
  category: 'Pizza',
});
const dish = (id: string, price: number, more: Partial<MenuItem> = {}): MenuItem => ({
  id,
  restaurantId: 'r1',
  name: `Menu ${id}`,
  description: '',
  category: 'Pasta',
  price,
  options: [],
  available: true,
  until: null,
  allergens: null,
  picture: null,
  version: 1,
  ...more,
});
const menu = new Map(
  [
    dish('cheap', 700),
    dish('dear', 1500),
    dish('gone', 700, { available: false }),
    dish('sized', 800, {
      options: [
        {
          id: 'o',
          name: 'Size',
          min: 1,
          max: 1,
          choices: [{ id: 'big', name: 'Big', price: 100, available: true, until: null }],
        },
      ],
    }),
  ].map((it) => [it.id, it]),
);

type Placed = Partial<OrderFactData['order.placed']>;

/** An order of 2 x 10.00 and 1 x 5.00 with a tenth off and 3.00 for the delivery: 25.50. */
class Life {
  readonly facts: OrderFact[];
  state: OrderState;
  constructor(more: Placed = {}) {
    const items = more.items ?? [item('1', 1000, 2), item('2', 500, 1)];
    const offerTerms =
      'offerTerms' in more ? more.offerTerms : { kind: 'percent' as const, discountValue: 10 };
    const first = placedOrder(start, {
      items,
      ...amountsWith({ offerTerms, discount: 0, deliveryFee: 300 }, items),
      deliveryFee: 300,
      paymentMethod: 'card',
      paymentStatus: 'paid',
      offerCode: 'TEN',
      ...more,
      ...(offerTerms && { offerTerms }),
    });
    this.facts = [first];
    this.state = applyOrderFact<Date>(null, first);
  }
  record(drafts: Draft[], at = start): this {
    const version = this.state.version + 1;
    for (const draft of drafts) {
      const fact = { ...draft, at, version, actor: null } as OrderFact;
      this.facts.push(fact);
      this.state = applyOrderFact(this.state, fact);
    }
    return this;
  }
  accept(): this {
    return this.record(move(this.state, 'confirmed', 'staff', mario, start));
  }
  lower(id: string, quantity: number): this {
    return this.record(changeQuantity(this.state, id, quantity, true, mario, start));
  }
  propose(
    id: string,
    menuItemId = 'cheap',
    limit: Partial<Replacements> = {},
    now = start,
    vat = defaultVat,
  ): this {
    const replacements: Replacements = { answerMinutes: 5, afterwards: 'remove', ...limit };
    return this.record(propose(this.state, id, { menuItemId }, menu, { replacements, vat }, mario, now));
  }
  answer(id: string, answer: 'agree' | 'remove' | 'cancel', now = start): this {
    const replacement = this.state.proposals?.find((it) => it.item === id)?.replacement.id ?? '';
    return this.record(answerProposal(this.state, id, { replacement, answer }, true, now), now);
  }
  done(...items: string[]): this {
    return this.record(markItems(this.state, { items, state: 'done' }, true, mario, start));
  }
  types(): string[] {
    return this.facts.slice(1).map(({ type }) => type);
  }
}

const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return null;
};

describe('amounts', () => {
  test('an item that is taken out lowers subtotal and discount, and the fee stays', () => {
    const { state, facts } = new Life().accept().lower('2', 0);
    expect(state).toMatchObject({ subtotal: 2000, discount: 200, deliveryFee: 300, totalAmount: 2100 });
    expect(state.items.map(({ id }) => id)).toEqual(['1']);
    expect(state.changes).toEqual([
      expect.objectContaining({ item: '2', name: 'Dish 2', from: 1, to: 0, replacement: null, at: start }),
    ]);
    expect(rebuildOrder(facts)).toEqual(state);
  });

  test('a lower quantity', () => {
    const { state } = new Life().accept().lower('1', 1);
    expect(state).toMatchObject({ subtotal: 1500, discount: 150, totalAmount: 1650 });
    expect(state.items[0]).toMatchObject({ id: '1', quantity: 1, note: 'no onions' });
  });

  test('an offer of an amount stays, up to the subtotal', () => {
    const life = new Life({ offerTerms: { kind: 'amount', discountValue: 1800 } }).accept();
    expect(life.lower('1', 1).state).toMatchObject({ subtotal: 1500, discount: 1500, totalAmount: 300 });
  });

  test('an order that an earlier release stored keeps its discount as an amount', () => {
    const life = new Life({ offerTerms: null, subtotal: 2500, discount: 250, totalAmount: 2550 }).accept();
    expect(life.lower('2', 0).state).toMatchObject({ subtotal: 2000, discount: 250, totalAmount: 2050 });
  });

  test('a replacement never costs more than what was ordered, and keeps place and note', () => {
    const dear = new Life().accept().propose('1', 'dear').answer('1', 'agree').state;
    expect(dear.items.map(({ name, unitPrice, note }) => [name, unitPrice, note])).toEqual([
      ['Menu dear', 1000, 'no onions'],
      ['Dish 2', 500, null],
    ]);
    expect(dear.totalAmount).toBe(2550);
    const cheap = new Life().accept().propose('1').answer('1', 'agree').state;
    expect(cheap).toMatchObject({ subtotal: 1900, discount: 190, totalAmount: 2010 });
    expect(cheap.proposals).toEqual([]);
  });
});

describe('the VAT of an order', () => {
  const food = { name: 'Food', rate: 700 };
  const drinks = { name: 'Drinks', rate: 1_900 };
  const items = [
    { ...item('1', 1000, 2), vat: food },
    { ...item('2', 500, 1), vat: drinks },
  ];
  const now = {
    enabled: true,
    rates: [{ id: 'new', name: 'Food', rate: 900 }],
    defaults: { pickup: 'new', delivery: 'new' },
    deliveryFee: null,
  };

  test('follows its items and its discount', () => {
    const { state } = new Life({ items, deliveryFeeVat: drinks }).accept().lower('2', 0);
    expect(state.vat).toEqual([
      { ...food, gross: 1_800, net: 1_682, vat: 118 },
      { ...drinks, gross: 300, net: 252, vat: 48 },
    ]);
  });

  test('has the rate of now for a replacement, and those of before for all else', () => {
    const life = new Life({ items, deliveryFeeVat: drinks }).accept().propose('2', 'cheap', {}, start, now);
    const { state } = life.answer('2', 'agree');
    expect(state.vat?.map(({ rate, gross }) => [rate, gross])).toEqual([
      [700, 1_800],
      [900, 450],
      [1_900, 300],
    ]);
    const off = new Life({ items, deliveryFeeVat: drinks }).accept().propose('2').answer('2', 'agree').state;
    expect(off.items[1]?.vat).toEqual(drinks);
  });

  test('stays unknown for an order that was placed without rates', () => {
    const { state } = new Life().accept().propose('2', 'cheap', {}, start, now).answer('2', 'agree');
    expect(state.items[1]).not.toHaveProperty('vat');
    expect(state).not.toHaveProperty('vat');
  });
});

describe('what cannot be changed is refused by name', () => {
  test('the last item', () => {
    const life = new Life().accept().lower('2', 0);
    expect(() => life.lower('1', 0)).toThrow(/only item of order 7. Cancel the order instead/);
    expect(code(() => life.lower('1', 0))).toBe('last_item');
  });

  test('an item that is done, an unknown one, more than was ordered', () => {
    const life = new Life().accept().done('2');
    expect(code(() => life.lower('2', 0))).toBe('item_done');
    expect(code(() => life.propose('2'))).toBe('item_done');
    expect(code(() => life.lower('9', 0))).toBe('not_found');
    expect(code(() => life.lower('1', 3))).toBe('validation_failed');
    expect(changeQuantity(life.state, '1', 2, true, mario, start)).toEqual([]);
  });

  test('an order that left the restaurant, and one that was paid in cash', () => {
    const life = new Life().accept();
    for (const to of ['preparing', 'ready'] as const)
      life.record(move(life.state, to, 'staff', mario, start));
    expect(code(() => life.propose('1'))).toBe('illegal_transition');
    life.lower('2', 0);
    life.record(move(life.state, 'out_for_delivery', 'staff', mario, start));
    expect(code(() => life.lower('1', 1))).toBe('illegal_transition');
    const cash = new Life({ paymentMethod: 'cash', paymentStatus: 'paid' }).accept();
    expect(() => cash.lower('1', 1)).toThrow(/paid in cash/);
  });

  test('a replacement that is sold out, unknown, or lacks a choice', () => {
    const life = new Life().accept();
    expect(code(() => life.propose('1', 'gone'))).toBe('item_unavailable');
    expect(code(() => life.propose('1', 'none'))).toBe('item_unavailable');
    expect(() => life.propose('1', 'sized')).toThrow(/choose at least 1 of Size/);
    const wanted = { menuItemId: 'sized', options: ['big'], quantity: 1 };
    const replacements: Replacements = { answerMinutes: 5, afterwards: 'remove' };
    const settings = { replacements, vat: defaultVat };
    life.record(propose(life.state, '1', wanted, menu, settings, mario, start));
    expect(life.state.proposals?.[0]?.replacement).toMatchObject({ unitPrice: 900, quantity: 1 });
  });
});

describe('repetitions', () => {
  test('change nothing', () => {
    const life = new Life().accept().lower('2', 0).propose('1');
    const { replacement } = life.state.proposals![0]!;
    expect(changeQuantity(life.state, '2', 0, true, mario, start)).toEqual([]);
    life.propose('1');
    expect(life.state.proposals).toEqual([expect.objectContaining({ replacement })]);
    life.answer('1', 'agree');
    const again = { replacement: replacement.id, answer: 'agree' } as const;
    expect(answerProposal(life.state, '1', again, true, start)).toEqual([]);
  });
});

describe('a proposal', () => {
  test('holds the order until the customer answers', () => {
    const life = new Life().accept().propose('1');
    expect(life.state.proposals).toMatchObject([
      { item: '1', from: 2, until: later(5), afterwards: 'remove' },
    ]);
    expect(code(() => life.done('1'))).toBe('answer_pending');
    life.done('2');
    expect(life.state.status).toBe('preparing');
    expect(() => move(life.state, 'ready', 'staff', mario, start)).toThrow(
      /waits for the customer's answer about Dish 1/,
    );
    life.answer('1', 'agree');
    expect(life.state).toMatchObject({ status: 'preparing', items: [{ name: 'Menu cheap' }, { id: '2' }] });
    life.done(life.state.items[0]!.id);
    expect(life.state.status).toBe('ready');
  });

  test('the order is ready when the item that was missing is taken out and all others are done', () => {
    const life = new Life().accept().done('2').propose('1');
    expect(life.answer('1', 'remove').state.status).toBe('ready');
    expect(life.types().slice(-4)).toEqual([
      'order.replacement_proposed',
      'order.replacement_declined',
      'order.item_removed',
      'order.moved',
    ]);
    expect(new Life().accept().done('2').lower('1', 0).state.status).toBe('ready');
  });

  test('ends by itself: the item is taken out, or the order cancelled, as the restaurant wants', () => {
    const life = new Life()
      .accept()
      .propose('1')
      .propose('2', 'cheap', { afterwards: 'cancel', answerMinutes: 9 });
    expect(dueOf(life.state)).toEqual(later(5));
    expect(expire(life.state, true, later(4))).toEqual([]);
    life.record(expire(life.state, true, later(5)), later(5));
    expect(life.state).toMatchObject({ status: 'confirmed', items: [{ id: '2' }], totalAmount: 750 });
    expect(dueOf(life.state)).toEqual(later(9));
    life.record(expire(life.state, true, later(9)), later(9));
    expect(life.state).toMatchObject({
      status: 'cancelled',
      cancellation: { by: 'system', code: 'replacement_not_answered' },
      proposals: [],
    });
    expect(dueOf(life.state)).toBeUndefined();
  });

  test('several that end together end one after the other, and the last item cancels the order', () => {
    const life = new Life().accept().propose('1').propose('2');
    life.record(expire(life.state, true, later(5)), later(5));
    expect(life.types().slice(-4)).toEqual([
      'order.replacement_expired',
      'order.item_removed',
      'order.replacement_expired',
      'order.cancelled',
    ]);
    expect(rebuildOrder(life.facts)).toEqual(life.state);
  });

  test('of an order for later can be answered until its lead time begins', () => {
    const scheduled = { for: later(120), startsAt: later(60), readyAt: later(110) };
    const life = new Life({ scheduled }).propose('1');
    expect(life.state.proposals?.[0]?.until).toEqual(later(60));
  });

  test('is answered in time, by its own id, once', () => {
    const life = new Life().accept().propose('1');
    const first = life.state.proposals![0]!.replacement.id;
    life.record(withdraw(life.state, '1')).propose('1');
    const stale = { replacement: first, answer: 'agree' } as const;
    expect(code(() => answerProposal(life.state, '1', stale, true, start))).toBe('replacement_over');
    expect(code(() => life.answer('1', 'agree', later(5)))).toBe('replacement_over');
    life.answer('1', 'remove', later(4));
    expect(code(() => life.answer('1', 'cancel', later(4)))).toBe('replacement_over');
    expect(code(() => withdraw(life.state, '1'))).toBe('replacement_over');
  });

  test('lets the customer cancel an accepted order', () => {
    const { state } = new Life().accept().propose('1').answer('1', 'cancel');
    expect(state).toMatchObject({
      status: 'cancelled',
      cancellation: { by: 'customer', code: 'replacement_declined' },
    });
  });

  test('ends when staff take the item out or propose something else', () => {
    const life = new Life().accept().propose('1').propose('1', 'dear');
    expect(life.state.proposals).toMatchObject([{ replacement: { name: 'Menu dear' } }]);
    life.lower('1', 0);
    expect(life.types().slice(-3)).toEqual([
      'order.replacement_proposed',
      'order.replacement_withdrawn',
      'order.item_removed',
    ]);
    expect(life.state.proposals).toEqual([]);
  });

  test('of an order that rings answers its alarm', () => {
    expect(new Life().propose('1').state.alert.acknowledgedBy).toEqual(mario);
  });
});
