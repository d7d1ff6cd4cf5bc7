import { ratesOf } from './counter-rates.ts';

const reading = (events: Record<string, [number, number]>) => ({
  connections: { total: 0, current: 0, peak: 0, failed: 0 },
  messages: { sent: 0, received: 0, failed: 0 },
  latency: { p50: null, p90: null, p99: null },
  rooms: { total: 0, average: 0, max: 0 },
  events: Object.fromEntries(
    Object.entries(events).map(([name, [sent, received]]) => [name, { sent, received }]),
  ),
});

it('says nothing of a pace before there are two readings', () => {
  expect(ratesOf(undefined, reading({ 'order:new': [40, 0] }), 2)).toEqual([
    { event: 'order:new', sent: 40, received: 0, sentPerSecond: 0, receivedPerSecond: 0 },
  ]);
});

it('divides what came between by the time between, busiest events first', () => {
  const before = reading({ 'order:new': [40, 0], ping: [0, 10] });
  const now = reading({ 'order:new': [50, 0], ping: [0, 90], 'chat:message': [4, 0] });
  expect(
    ratesOf(before, now, 2).map(({ event, sentPerSecond, receivedPerSecond }) => [
      event,
      sentPerSecond,
      receivedPerSecond,
    ]),
  ).toEqual([
    ['ping', 0, 40],
    ['order:new', 5, 0],
    ['chat:message', 2, 0],
  ]);
});

it('takes a counter that went back for one that began anew', () => {
  const [rate] = ratesOf(reading({ ping: [0, 500] }), reading({ ping: [0, 6] }), 2);
  expect(rate?.receivedPerSecond).toBe(3);
});
