import { type Sent, isWorthSending } from './position-pace.ts';

const at = (metres: number) => ({ lat: 52.5 + metres / 111_195, lng: 13.4 });
const sent = (orderId?: string): Sent => ({ at: at(0), time: 0, orderId });

it.each([
  // A customer watches: every few seconds while moving, and now and then at a traffic light.
  ['o1', 4_000, 500, false],
  ['o1', 5_000, 19, false],
  ['o1', 5_000, 21, true],
  ['o1', 29_000, 0, false],
  ['o1', 30_000, 0, true],
  // Without an order, only how far restaurants are.
  [undefined, 19_000, 5_000, false],
  [undefined, 20_000, 100, false],
  [undefined, 20_000, 200, true],
  [undefined, 180_000, 0, true],
] as const)('with order %s, %d ms later and %d m further: %s', (orderId, time, metres, worth) => {
  expect(isWorthSending(sent(orderId), { at: at(metres), time, orderId })).toBe(worth);
});

it('sends the first position, and the first one of each order, at once', () => {
  const now = { at: at(0), time: 1, orderId: 'o1' };
  expect(isWorthSending(undefined, now)).toBe(true);
  expect(isWorthSending(sent(), now)).toBe(true);
  expect(isWorthSending(sent('o2'), now)).toBe(true);
});
