import {
  amountsWith,
  applyOrderFact,
  checkTransitions,
  defaultVat,
  findTransition,
  isFinal,
  orderStates,
  rebuildOrder,
  Refusal,
  type MenuItem,
  type Mover,
  type OrderFact,
  type OrderFactData,
  type OrderState,
} from '@passline/contracts';
import fc from 'fast-check';
import { nextRung } from './alarm.ts';
import { answerProposal, changeQuantity, expire, propose, withdraw } from './order-changes.ts';
import { markItems } from './order-items.ts';
import * as order from './order.ts';
import { placedOrder } from '../../testing/placed-order.ts';

const start = new Date('2026-11-21T18:00:00Z');
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const mario = { id: 's1', name: 'Mario' };
const carla = { id: 'k1', name: 'Carla', phone: '+49 30 1' };

const placed = (more?: Partial<OrderFactData['order.placed']>) => placedOrder(start, more);

const choice = (id: string, price: number, available = true): MenuItem => ({
  id,
  restaurantId: 'r1',
  name: id,
  description: '',
  category: 'Pasta',
  price,
  options: [],
  available,
  until: null,
  allergens: null,
  picture: null,
  version: 1,
});
const menu = new Map(
  [choice('cheap', 200), choice('dear', 5000), choice('gone', 500, false)].map((it) => [it.id, it]),
);

const dishes = (count: number): OrderState['items'] =>
  Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    menuItemId: `m${index}`,
    name: `Dish ${index}`,
    unitPrice: 900,
    quantity: 1,
    note: null,
    options: [],
    category: 'Pizza',
  }));

/** An order with its facts, as the repository stores them. */
class Life {
  facts: OrderFact[];
  constructor(first = placed()) {
    this.facts = [first];
  }
  get state(): OrderState {
    return rebuildOrder(this.facts);
  }
  record(drafts: order.Draft[], at = start): this {
    const version = this.state.version + 1;
    for (const draft of drafts) this.facts.push({ ...draft, at, version, actor: null });
    return this;
  }
  to(...path: OrderState['status'][]): this {
    for (const status of path) this.record(order.move(this.state, status, 'staff', mario, start));
    return this;
  }
}

describe('order', () => {
  test('the transition table is consistent', () => expect(() => checkTransitions()).not.toThrow());

  test('moving a pending order to confirmed acknowledges the alarm', () => {
    const { alert, status } = new Life().to('confirmed').state;
    expect(status).toBe('confirmed');
    expect(alert.acknowledgedBy).toEqual(mario);
  });

  test('a promise confirms a pending order, and estimates the arrival', () => {
    const life = new Life().record(order.promise(new Life().state, 15, 'staff', mario, start));
    expect(life.state.status).toBe('confirmed');
    expect(life.state.promise?.readyAt).toEqual(later(15 * 60));
    // 2.2 km: 8 minutes to hand over and about 7 to ride.
    expect(life.state.promise?.deliverAt).toEqual(later(30 * 60));
  });

  test('an illegal transition lists the legal ones', () => {
    expect(() => order.move(new Life().state, 'ready', 'staff', mario, start)).toThrow(
      /Order 7 is pending and cannot become ready: from there it can become confirmed or cancelled/,
    );
    expect(() => order.move(new Life().state, 'confirmed', 'customer', null, start)).toThrow(
      /can become cancelled/,
    );
  });

  test('staff can mark a delivery as delivered, whoever brought it', () => {
    const way = ['confirmed', 'preparing', 'ready', 'out_for_delivery', 'delivered'] as const;
    expect(new Life().to(...way).state.status).toBe('delivered');
    const pickup = new Life(placed({ fulfilment: 'pickup', deliveryAddress: null }));
    expect(pickup.to('confirmed', 'preparing', 'ready', 'delivered').state.status).toBe('delivered');
  });

  test('an undo is possible once, to the previous status, for ten seconds', () => {
    const life = new Life().to('confirmed', 'preparing');
    expect(order.undoOf(life.state)).toEqual({ to: 'confirmed', until: later(10) });
    expect(() => order.move(life.state, 'confirmed', 'staff', mario, later(11))).toThrow(/10 seconds/);
    life.record(order.move(life.state, 'confirmed', 'staff', mario, later(9)));
    expect(life.state.status).toBe('confirmed');
    expect(order.undoOf(life.state)).toBeNull();
  });

  test('every step but a cancellation can be undone, a delivered order included', () => {
    const life = new Life().to('confirmed', 'preparing', 'out_for_delivery');
    expect(order.undoOf(life.state)?.to).toBe('preparing');
    life.to('delivered').record(order.move(life.state, 'out_for_delivery', 'staff', mario, later(9)));
    expect(life.state.status).toBe('out_for_delivery');
    expect(life.state.reached.delivered).toBeUndefined();
    const pickup = new Life(placed({ fulfilment: 'pickup' })).to(
      'confirmed',
      'preparing',
      'ready',
      'delivered',
    );
    expect(order.undoOf(pickup.state)?.to).toBe('ready');
    expect(() => order.move(pickup.state, 'ready', 'courier', null, later(1))).toThrow(
      /that status is final/,
    );
    const cancelled = new Life().record(order.cancel(new Life().state, { reason: 'Sold out' }, 'staff'));
    expect(order.undoOf(cancelled.state)).toBeNull();
  });

  test('an undone acceptance takes back the promise, and starts the time to answer again', () => {
    const life = new Life();
    life.record(order.promise(life.state, 15, 'staff', mario, later(590)), later(590));
    life.record(order.move(life.state, 'pending', 'staff', mario, later(595)), later(595));
    expect(life.state).toMatchObject({ status: 'pending', promise: null });
    expect(nextRung(life.state)).toEqual({ rung: 'auto_cancel', at: later(595 + 600) });
    const taken = new Life().to('confirmed');
    taken.record(order.assign(taken.state, carla, 'courier'));
    expect(order.undoOf(taken.state)).toBeNull();
  });

  test('a delivered order can be recalled for thirty minutes, with a reason', () => {
    const life = new Life().to('confirmed', 'preparing', 'ready', 'out_for_delivery');
    expect(() => order.recall(life.state, { reason: 'Too early' }, start)).toThrow(/Only a delivered order/);
    life.to('delivered');
    expect(() => order.recall(life.state, { reason: 'A dish is missing' }, later(1801))).toThrow(
      /30 minutes/,
    );
    life.record(order.recall(life.state, { reason: 'A dish is missing' }, later(1800)), later(1800));
    expect(life.state).toMatchObject({
      status: 'out_for_delivery',
      recalled: { reason: 'A dish is missing', at: later(1800) },
      paymentStatus: 'due',
    });
    expect(order.undoOf(life.state)).toBeNull();
    life.to('delivered');
    expect(life.state.status).toBe('delivered');
    expect(order.recallOf({ ...life.state, customerName: '' })).toBeNull();
  });

  test('a driver by name replaces the courier, and a courier replaces the driver', () => {
    const life = new Life();
    expect(() => order.nameDriver(life.state, 'Enzo')).toThrow(/Accept order 7 first/);
    life.to('confirmed');
    life.record(order.assign(life.state, carla, 'courier'));
    expect(order.nameDriver(life.state, 'Enzo')[0]).toMatchObject({ data: { previous: 'k1' } });
    life.record(order.nameDriver(life.state, 'Enzo'), later(5));
    expect(life.state).toMatchObject({ driver: { name: 'Enzo', namedAt: later(5) }, courier: null });
    expect(order.nameDriver(life.state, 'Enzo')).toEqual([]);
    expect(() => order.assign(life.state, carla, 'courier')).toThrow(/delivers order 7 itself/);
    life.record(order.assign(life.state, carla, 'staff'));
    expect(life.state).toMatchObject({ driver: null, courier: { id: 'k1' } });
    life.record(order.nameDriver(life.state, 'Enzo')).to('preparing', 'out_for_delivery', 'delivered');
    expect(life.state.status).toBe('delivered');
    expect(() => order.nameDriver(life.state, 'Otto')).toThrow(/is delivered/);
    const pickup = new Life(placed({ fulfilment: 'pickup' })).to('confirmed');
    expect(() => order.nameDriver(pickup.state, 'Enzo')).toThrow(/picked up by the customer/);
  });

  test('the first courier wins, staff can reassign, and a pickup has no courier', () => {
    const life = new Life().to('confirmed');
    life.record(order.assign(life.state, carla, 'courier'));
    const other = { id: 'k2', name: 'Otto', phone: null };
    expect(() => order.assign(life.state, other, 'courier')).toThrow(
      expect.objectContaining({ code: 'already_taken' }),
    );
    expect(order.assign(life.state, carla, 'courier')).toEqual([]);
    expect(order.assign(life.state, other, 'staff')[0]).toMatchObject({ data: { previous: 'k1' } });
    const pickup = new Life(placed({ fulfilment: 'pickup', deliveryAddress: null })).to('confirmed');
    expect(() => order.assign(pickup.state, carla, 'staff')).toThrow(/picked up by the customer/);
    expect(() => order.assign(new Life().state, carla, 'courier')).toThrow(/Accept order 7 first/);
  });

  test('knows when its courier is at the restaurant and at the door, until another step takes that back', () => {
    const life = new Life().to('confirmed');
    expect(() => order.arrive(life.state, 'restaurant')).toThrow(
      expect.objectContaining({ code: 'illegal_transition' }),
    );
    life.record(order.assign(life.state, carla, 'courier'));
    expect(() => order.arrive(life.state, 'door')).toThrow(/Pick it up before/);
    life.record(order.arrive(life.state, 'restaurant'), later(5));
    expect(order.arrive(life.state, 'restaurant')).toEqual([]);
    // A decision that was made on what the kitchen saw before is still valid.
    expect(life.state.decidedVersion).toBe(life.state.version - 1);
    life.to('preparing', 'out_for_delivery');
    expect(order.arrive(life.state, 'restaurant')).toEqual([]);
    life.record(order.arrive(life.state, 'door'), later(9));
    expect(life.state.courier?.arrivedAt).toEqual({ restaurant: later(5), door: later(9) });
    life.to('preparing');
    expect(life.state.courier?.arrivedAt).toEqual({ restaurant: later(5) });
    const otto = { id: 'k2', name: 'Otto', phone: null };
    life.record(order.assign(life.state, otto, 'staff'));
    expect(life.state.courier?.arrivedAt).toBeUndefined();
  });

  test('records a repeated receipt once, and the first audible one', () => {
    const life = new Life();
    const muted = { rendered: true, audible: false };
    life.record(order.receive(life.state, muted), later(1));
    expect(order.receive(life.state, muted)).toEqual([]);
    life.record(order.receive(life.state, { rendered: true, audible: true }), later(2));
    expect(life.state.alert).toMatchObject({ receivedAt: later(1), audible: true });
    expect(order.receive(life.state, muted)).toEqual([]);
  });
});

describe('items', () => {
  const marked = (
    life: Life,
    items: string[],
    state: 'waiting' | 'done',
    now = start,
    readyWhenDone = true,
  ) => life.record(markItems(life.state, { items, state }, readyWhenDone, mario, now), now);
  const doneIn = ({ itemsDone = [] }: OrderState) => itemsDone.map(({ id }) => id);

  test('the first item that is done starts cooking, the last makes the order ready', () => {
    const life = new Life(placed({ items: dishes(2) })).to('confirmed');
    marked(life, ['2'], 'done', later(1));
    expect(life.state).toMatchObject({
      status: 'preparing',
      itemsDone: [{ id: '2', at: later(1), by: mario }],
    });
    const decided = life.state.decidedVersion;
    marked(life, ['2'], 'done');
    expect(life.state.version).toBe(decided);
    marked(life, ['1'], 'done', later(2));
    expect(life.state.status).toBe('ready');
  });

  test('without the setting an order waits until the staff mark it ready', () => {
    const life = new Life(placed({ items: dishes(1) })).to('confirmed', 'preparing');
    marked(life, ['1'], 'done', start, false);
    expect(life.state.status).toBe('preparing');
  });

  test('one item does not conflict with a decision on another', () => {
    const life = new Life(placed({ items: dishes(3) })).to('confirmed', 'preparing');
    const { decidedVersion } = life.state;
    marked(life, ['1'], 'done');
    expect(life.state.decidedVersion).toBe(decidedVersion);
  });

  test('taking an item back takes back a ready order for ten seconds, not later', () => {
    const life = new Life(placed({ items: dishes(1) })).to('confirmed');
    marked(life, ['1'], 'done');
    expect(() => marked(life, ['1'], 'waiting', later(11))).toThrow(/Order 7 is ready/);
    marked(life, ['1'], 'waiting', later(10));
    expect(life.state.status).toBe('preparing');
    expect(doneIn(life.state)).toEqual([]);
  });

  test('rejects items of an order that is not in the kitchen, and unknown items', () => {
    const life = new Life(placed({ items: dishes(1) }));
    expect(() => marked(life, ['1'], 'done')).toThrow(/Accept order 7 first/);
    life.to('confirmed');
    expect(() => marked(life, ['1', '2'], 'done')).toThrow(
      expect.objectContaining({ code: 'validation_failed' }),
    );
    life.to('preparing', 'out_for_delivery');
    expect(() => marked(life, ['1'], 'done')).toThrow(/is out for delivery/);
  });
});

describe('alarm ladder', () => {
  test('escalates to not received, then not answered, then cancelled', () => {
    const life = new Life();
    expect(nextRung(life.state)).toEqual({ rung: 'not_received', at: later(10) });
    life.record(order.escalate(life.state, 'not_received', 1), later(10));
    expect(nextRung(life.state)).toEqual({ rung: 'not_answered', at: later(60) });
    life.record(order.escalate(life.state, 'not_answered', 1), later(60));
    expect(nextRung(life.state)).toEqual({ rung: 'auto_cancel', at: later(600) });
    life.record(order.cancel(life.state, { reason: 'Nobody answered' }, 'system'), later(600));
    expect(nextRung(life.state)).toBeNull();
  });

  test('escalates earlier when no screen was connected', () => {
    const { state } = new Life();
    expect(nextRung({ ...state, screens: 0 })).toEqual({ rung: 'not_received', at: later(3) });
    expect(nextRung({ ...state, screens: 2 })).toEqual({ rung: 'not_received', at: later(10) });
  });

  test('a late receipt ends the escalation "not received"', () => {
    const life = new Life();
    life.record(order.escalate(life.state, 'not_received', 0), later(3));
    expect(life.state.alert.unanswered).toBe('not_received');
    life.record(order.receive(life.state, { rendered: true, audible: true }), later(4));
    expect(life.state.alert.unanswered).toBeNull();
    expect(nextRung(life.state)).toEqual({ rung: 'not_answered', at: later(60) });
  });

  test('an acknowledgement leaves only the automatic cancellation; acceptance ends the ladder', () => {
    const life = new Life();
    life.record(order.acknowledge(life.state, mario));
    expect(nextRung(life.state)?.rung).toBe('auto_cancel');
    expect(order.escalate(life.state, 'not_answered', 1)).toEqual([]);
    expect(nextRung(life.to('confirmed').state)).toBeNull();
  });
});

describe('any sequence of commands', () => {
  const movers: Mover[] = ['staff', 'courier', 'customer', 'system'];
  const command = fc.oneof(
    fc.record({
      do: fc.constant('move' as const),
      to: fc.constantFrom(...orderStates),
      by: fc.constantFrom(...movers),
    }),
    fc.record({ do: fc.constant('promise' as const), minutes: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ do: fc.constant('acknowledge' as const) }),
    fc.record({ do: fc.constant('cancel' as const), by: fc.constantFrom(...movers) }),
    fc.record({ do: fc.constant('receive' as const), rendered: fc.boolean(), audible: fc.boolean() }),
    fc.record({
      do: fc.constant('escalate' as const),
      cause: fc.constantFrom('not_received' as const, 'not_answered' as const),
    }),
    fc.record({
      do: fc.constant('assign' as const),
      id: fc.constantFrom('k1', 'k2'),
      by: fc.constantFrom('courier' as const, 'staff' as const),
    }),
    fc.record({
      do: fc.constant('arrive' as const),
      place: fc.constantFrom('restaurant' as const, 'door' as const),
    }),
    fc.record({ do: fc.constant('driver' as const), name: fc.constantFrom('Enzo', 'Otto') }),
    fc.record({ do: fc.constant('recall' as const) }),
    fc.record({
      do: fc.constant('mark' as const),
      items: fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 }),
      state: fc.constantFrom('waiting' as const, 'done' as const, 'done' as const),
      readyWhenDone: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('lower' as const),
      item: fc.nat({ max: 2 }),
      quantity: fc.integer({ min: 0, max: 3 }),
      readyWhenDone: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('propose' as const),
      item: fc.nat({ max: 2 }),
      dish: fc.constantFrom('cheap', 'dear', 'gone'),
      quantity: fc.integer({ min: 1, max: 3 }),
      afterwards: fc.constantFrom('remove' as const, 'remove' as const, 'cancel' as const),
    }),
    fc.record({ do: fc.constant('withdraw' as const), item: fc.nat({ max: 2 }) }),
    fc.record({
      do: fc.constant('answer' as const),
      item: fc.nat({ max: 2 }),
      answer: fc.constantFrom('agree' as const, 'agree' as const, 'remove' as const, 'cancel' as const),
    }),
    fc.record({ do: fc.constant('expire' as const) }),
    fc.record({
      do: fc.constant('pay' as const),
      status: fc.constantFrom('paid' as const, 'failed' as const, 'refunded' as const),
    }),
  );
  type Step = typeof command extends fc.Arbitrary<infer T> ? T : never;

  function decide(state: OrderState, step: Step, now: Date): order.Draft[] {
    const idOf = (item: number) => state.items[item]?.id ?? 'none';
    switch (step.do) {
      case 'move':
        return order.move(state, step.to, step.by, mario, now);
      case 'promise':
        return order.promise(state, step.minutes, 'staff', mario, now);
      case 'acknowledge':
        return order.acknowledge(state, mario);
      case 'cancel':
        return order.cancel(state, { reason: 'r' }, step.by);
      case 'receive':
        return order.receive(state, step);
      case 'escalate':
        return order.escalate(state, step.cause, 1);
      case 'assign':
        return order.assign(state, { id: step.id, name: step.id, phone: null }, step.by);
      case 'arrive':
        return order.arrive(state, step.place);
      case 'driver':
        return order.nameDriver(state, step.name);
      case 'mark':
        return markItems(state, step, step.readyWhenDone, mario, now);
      case 'recall':
        return order.recall(state, { reason: 'r' }, now);
      case 'lower':
        return changeQuantity(state, idOf(step.item), step.quantity, step.readyWhenDone, mario, now);
      case 'propose': {
        const limits = { answerMinutes: 1, afterwards: step.afterwards };
        const settings = { replacements: limits, vat: defaultVat };
        const wanted = { menuItemId: step.dish, quantity: step.quantity };
        return propose(state, idOf(step.item), wanted, menu, settings, mario, now);
      }
      case 'withdraw':
        return withdraw(state, idOf(step.item));
      case 'answer': {
        const open = state.proposals?.find(({ item }) => item === idOf(step.item));
        const answer = { replacement: open?.replacement.id ?? 'none', answer: step.answer };
        return answerProposal(state, idOf(step.item), answer, true, now);
      }
      case 'expire':
        return expire(state, true, now);
      case 'pay':
        return order.recordPayment(state, step.status);
    }
  }

  test('follows the transition table, and the stored state equals the state rebuilt from facts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(command, fc.integer({ min: 0, max: 20 })), { maxLength: 40 }),
        fc.constantFrom('delivery' as const, 'pickup' as const),
        fc.oneof(
          fc.record({
            kind: fc.constant('percent' as const),
            discountValue: fc.integer({ min: 1, max: 100 }),
          }),
          fc.record({
            kind: fc.constant('amount' as const),
            discountValue: fc.integer({ min: 1, max: 6000 }),
          }),
          fc.constant(undefined),
        ),
        (steps, fulfilment, offerTerms) => {
          const items = dishes(3).map((item, index) => ({
            ...item,
            quantity: index + 1,
            unitPrice: 333 + 250 * index,
          }));
          const amounts = amountsWith({ offerTerms, discount: 0, deliveryFee: 300 }, items);
          const facts = [placed({ fulfilment, items, ...amounts, ...(offerTerms && { offerTerms }) })];
          let stored = applyOrderFact<Date>(null, facts[0]!);
          let seconds = 0;
          for (const [step, wait] of steps) {
            seconds += wait;
            const before = stored;
            let drafts: order.Draft[] = [];
            try {
              drafts = decide(stored, step, later(seconds));
            } catch (error) {
              if (!(error instanceof Refusal)) throw error;
            }
            for (const draft of drafts) {
              const fact = {
                ...draft,
                at: later(seconds),
                version: before.version + 1,
                actor: null,
              } as OrderFact;
              if (fact.type === 'order.moved')
                expect(findTransition(stored.status, fact.data.to, fulfilment)).toBeDefined();
              if (fact.type === 'order.cancelled')
                expect(findTransition(stored.status, 'cancelled', fulfilment)).toBeDefined();
              facts.push(fact);
              stored = applyOrderFact(stored, fact);
            }
            // A cancelled order never changes; a delivered one only opens again. Neither changes who delivers it.
            if (before.status === 'cancelled') expect(stored.status).toBe('cancelled');
            if (isFinal(before.status)) {
              expect([before.status, order.recallOf(before)?.to]).toContain(stored.status);
              expect([stored.courier, stored.driver]).toEqual([before.courier, before.driver]);
            }
            if (stored.courier) expect(stored.driver).toBeNull();
            const done = (stored.itemsDone ?? []).map(({ id }) => id);
            expect(new Set(done).size).toBe(done.length);
            if (step.do === 'mark' && step.state === 'done' && step.readyWhenDone && drafts.length > 0)
              expect(stored.status === 'ready').toBe(
                done.length === stored.items.length || before.status === 'ready',
              );
            expect(stored.version).toBe(before.version + (drafts.length > 0 ? 1 : 0));
            expect(stored).toMatchObject(amountsWith(stored, stored.items));
            expect(stored.totalAmount).toBe(stored.subtotal - stored.discount + stored.deliveryFee);
            expect(stored.totalAmount).toBeLessThanOrEqual(before.totalAmount);
            expect(stored.items.length).toBeGreaterThan(0);
            expect(done.filter((id) => !stored.items.some((item) => item.id === id))).toEqual([]);
            const waits = (stored.proposals ?? []).map(({ item }) => item);
            expect(waits.filter((id) => !stored.items.some((item) => item.id === id))).toEqual([]);
            if (isFinal(stored.status) || ['ready', 'out_for_delivery'].includes(stored.status))
              expect(waits).toEqual([]);
          }
          expect(rebuildOrder(facts)).toEqual(stored);
        },
      ),
      { numRuns: 500 },
    );
  });
});
