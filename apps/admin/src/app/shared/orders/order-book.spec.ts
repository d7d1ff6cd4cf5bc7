import { live, order } from '../../../testing/orders.ts';
import { withChange, emptyBook, withoutOrder, withEvents, withOrder, withSnapshot } from './order-book.ts';
import { moved } from './optimistic-changes.ts';

const book = (...orders: ReturnType<typeof order>[]) =>
  orders.reduce((all, it) => withOrder(it)(all), emptyBook);
const at = (version: number, status: 'preparing' | 'ready' = 'preparing') =>
  live('order:status:update', {
    orderId: 'o1',
    orderNumber: '1',
    restaurantId: 'aurora',
    oldStatus: 'confirmed',
    status,
    message: '',
    version,
  });

it('folds an event that follows on what is known', () => {
  const after = withEvents([at(4)])(book(order({ status: 'confirmed', version: 3 })));
  expect(after.orders.get('o1')).toMatchObject({
    status: 'preparing',
    version: 4,
    undo: { to: 'confirmed' },
  });
  expect(after.wanted.size).toBe(0);
});

it('is not set back by an event that is older than the snapshot', () => {
  const known = book(order({ status: 'ready', version: 6 }));
  expect(withEvents([at(4)])(known).orders.get('o1')).toMatchObject({ status: 'ready', version: 6 });
});

it('hears all that happened in one step, though it has one version', () => {
  const promise = live('order:promise:update', {
    orderId: 'o1',
    readyAt: '2030-01-01T12:20:00.000Z',
    deliverAt: null,
    delayedFrom: null,
    version: 4,
  });
  const after = withEvents([promise, at(4)])(book(order({ status: 'confirmed', version: 3 })));
  expect(after.orders.get('o1')).toMatchObject({ status: 'preparing', promise: { deliverAt: null } });
  expect(after.wanted.size).toBe(0);
});

it('marks items as done, and as waiting again', () => {
  const by = { id: 's1', name: 'Mario' };
  const at = '2030-01-01T12:00:05.000Z';
  const of = { orderId: 'o1', orderNumber: '1', restaurantId: 'aurora', items: ['1'], by, at };
  const marked = (state: 'waiting' | 'done', version: number) =>
    live('order:items:update', { ...of, state, version });
  const done = withEvents([marked('done', 4)])(book(order({ status: 'preparing', version: 3 })));
  expect(done.orders.get('o1')?.items[0]?.done).toEqual({ at, by });
  expect(withEvents([marked('waiting', 5)])(done).orders.get('o1')?.items[0]?.done).toBeUndefined();
});

it('shows what comes after a gap, and wants the whole order', () => {
  const after = withEvents([at(9, 'ready')])(book(order({ status: 'confirmed', version: 3 })));
  expect(after.orders.get('o1')).toMatchObject({ status: 'ready', version: 9 });
  expect([...after.wanted]).toEqual(['o1']);
});

it('keeps wanting while the answer that came is older than what was heard', () => {
  const heard = withEvents([at(9, 'ready')])(book(order({ version: 3 })));
  const stale = withOrder(order({ version: 8 }))(heard);
  expect(stale.orders.get('o1')?.version).toBe(9);
  expect([...stale.wanted]).toEqual(['o1']);
  expect(withOrder(order({ version: 9 }))(stale).wanted.size).toBe(0);
});

const { id: orderId, number: orderNumber, ...whole } = order({ id: 'o2', number: '2' });
const placed = { ...whole, orderId, orderNumber, version: 1 };

it('shows a new order complete, without fetching it', () => {
  const alertPolicy = { notReceivedAfter: 10, notAnsweredAfter: 60, autoCancelAfter: null };
  const after = withEvents([live('order:new', { ...placed, details: { ...whole, alertPolicy } })])(emptyBook);
  expect(after.orders.get('o2')).toMatchObject({
    ...order({ id: 'o2', number: '2' }),
    updatedAt: expect.anything(),
  });
  expect(after.wanted.size).toBe(0);
});

it('fetches a new order whose event the log kept from an earlier release', () => {
  const after = withEvents([live('order:new', placed)])(emptyBook);
  expect(after.orders.size).toBe(0);
  expect([...after.wanted]).toEqual(['o2']);
});

it('wants an order that it hears of for the first time in the middle of its life', () => {
  expect([...withEvents([at(4)])(emptyBook).wanted]).toEqual(['o1']);
});

it('looks up what a snapshot no longer lists, but not what came while it was on its way', () => {
  const before = book(order({ id: 'o1' }), order({ id: 'o2' }));
  const meanwhile = withOrder(order({ id: 'o3' }))(before);
  const after = withSnapshot([order({ id: 'o2' })], before)(meanwhile);
  expect([...after.wanted]).toEqual(['o1']);
  expect(withoutOrder('o1')(after).orders.has('o1')).toBe(false);
});

it('follows consecutive versions without fetching', () => {
  const heard = [
    live('order:received', {
      orderId: 'o1',
      restaurantId: 'aurora',
      rendered: true,
      audible: false,
      at: '2030-01-01T12:00:01.000Z',
      version: 2,
    }),
    live('order:unanswered', {
      orderId: 'o1',
      orderNumber: '1',
      restaurantId: 'aurora',
      cause: 'not_answered',
      since: '2030-01-01T12:00:00.000Z',
      screens: 1,
      version: 3,
    }),
    live('order:payment:update', { orderId: 'o1', paymentStatus: 'paid', refunds: null, version: 4 }),
  ];
  const after = withEvents(heard)(book(order({ status: 'pending', version: 1 })));
  expect(after.orders.get('o1')).toMatchObject({
    version: 4,
    paymentStatus: 'paid',
    alert: { receivedAt: '2030-01-01T12:00:01.000Z', audible: false, unanswered: 'not_answered' },
  });
  expect(after.wanted.size).toBe(0);
});

it('lets an intention be that the truth has overtaken', () => {
  const overtaken = book(order({ status: 'cancelled' }));
  const view = withChange('o1', moved('confirmed', 'preparing'))(overtaken);
  expect(view.orders.get('o1')?.status).toBe('cancelled');
});

it('offers no step back from a step back', () => {
  const back = moved('preparing', 'confirmed')(order({ status: 'preparing' }));
  expect(back).toMatchObject({ status: 'confirmed', undo: null });
});

describe('an item that cannot be made', () => {
  const [margherita] = order().items;
  const items = [margherita!, { ...margherita!, id: '2', name: 'Funghi', quantity: 1, note: 'no garlic' }];
  const known = book(order({ version: 3, items, subtotal: 2700, totalAmount: 2700 }));
  const of = { orderId: 'o1', orderNumber: '1', restaurantId: 'aurora' };
  const change = { item: '2', menuItemId: 'm1', category: 'Pizza', name: 'Funghi', from: 1, to: 0 };
  const replacement = { ...margherita!, id: '2.4', name: 'Diavola', unitPrice: 700, quantity: 1 };
  const proposal = {
    ...change,
    replacement,
    until: '2030-01-01T12:05:00.000Z',
    afterwards: 'remove' as const,
    totalAmount: 2500,
  };
  const said = (state: 'proposed' | 'agreed', version: number) =>
    live('order:replacement', { ...of, state, proposal, version });
  const changed = (replaced: typeof replacement | null, version: number, totalAmount: number) =>
    live('order:changed', {
      ...of,
      change: { ...change, replacement: replaced },
      totalAmount,
      version,
      details: { subtotal: totalAmount, discount: 0 },
    });

  it('is taken out, with the amounts, also when it is heard twice', () => {
    const event = changed(null, 4, 1800);
    const after = withEvents([event, event])(known).orders.get('o1');
    expect(after).toMatchObject({ subtotal: 1800, totalAmount: 1800, items: [{ id: '1' }] });
    expect(after?.changes).toMatchObject([{ name: 'Funghi', from: 1, to: 0, at: event.meta.at }]);
  });

  it('waits for the customer, and is replaced in its place with its note', () => {
    const asked = withEvents([said('proposed', 4)])(known);
    expect(asked.orders.get('o1')?.proposals).toEqual([proposal]);
    const after = withEvents([said('agreed', 5), changed(replacement, 5, 2500)])(asked).orders.get('o1');
    expect(after).toMatchObject({ proposals: [], totalAmount: 2500, version: 5 });
    expect(after?.items[1]).toMatchObject({ id: '2.4', name: 'Diavola', note: 'no garlic' });
  });

  it('changes what the order would cost with another replacement', () => {
    const other = { ...proposal, item: '1', name: 'Margherita', from: 2, totalAmount: 1600 };
    const asked = withEvents([
      live('order:replacement', { ...of, state: 'proposed', proposal: other, version: 4 }),
    ])(known);
    const after = withEvents([changed(null, 5, 1800)])(asked).orders.get('o1');
    expect(after?.proposals).toMatchObject([{ item: '1', totalAmount: 700 }]);
  });
});
