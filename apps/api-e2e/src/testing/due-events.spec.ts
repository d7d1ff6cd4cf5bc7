import { compare, dueEvents } from '../../../../tools/testing/due-events.ts';

const history = [
  { type: 'order.placed', version: 1 },
  { type: 'order.moved', version: 2 },
];
const due = ['order:new o v1', 'order:status:update o v2'];
const event = (name: string, version: number) => ({ event: name, orderId: 'o', version });
const [placed, confirmed] = [event('order:new', 1), event('order:status:update', 2)];
const nothing = { lost: [], doubled: [], outOfOrder: [], unexpected: [] };

test('a history requires the events of its recipient, with the version of each fact', () => {
  expect(dueEvents('restaurant', 'o', history)).toEqual(due);
});

test('a client that received every due event once, in order, has no finding', () => {
  expect(compare(due, [placed, confirmed])).toEqual(nothing);
});

test.each([
  ['a lost event', [placed], { lost: ['order:status:update o v2'] }],
  ['a doubled event', [placed, placed, confirmed], { doubled: ['order:new o v1 2 times'] }],
  ['an earlier version that arrives later', [confirmed, placed], { outOfOrder: ['order:new o v1 after v2'] }],
  [
    'an event that was not due',
    [placed, confirmed, event('order:paid', 2)],
    { unexpected: ['order:paid o v2'] },
  ],
])('%s is found', (_, received, found) => {
  expect(compare(due, received)).toEqual({ ...nothing, ...found });
});

test('an event that is due twice must arrive twice', () => {
  const twice = [...due, due[1]!];
  expect(compare(twice, [placed, confirmed]).lost).toEqual([due[1]]);
  expect(compare(twice, [placed, confirmed, confirmed])).toEqual(nothing);
});
