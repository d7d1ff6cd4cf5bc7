import { Receipts, ringingOf, strikeEvery } from './ringing.ts';

const noon = Date.UTC(2030, 0, 1, 12);
const quiet = {
  receivedAt: null,
  renderedAt: null,
  audible: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  unanswered: null,
};
const order = (id: string, seconds = 0, over = {}) => ({
  id,
  status: 'pending' as const,
  createdAt: new Date(noon + seconds * 1000).toISOString(),
  alert: quiet,
  scheduled: null,
  ...over,
});

it('rings for what is new and unanswered, oldest first, and for nothing else', () => {
  const answered = order('b', 0, { alert: { ...quiet, acknowledgedAt: '2030-01-01T12:00:09.000Z' } });
  const cooking = order('c', 0, { status: 'preparing' });
  expect(ringingOf([order('d', 9), answered, cooking, order('a', 1)]).map(({ id }) => id)).toEqual([
    'a',
    'd',
  ]);
});

it('is silent when everything is answered, and strikes ever faster until then', () => {
  expect(strikeEvery([], noon)).toBeNull();
  const at = (seconds: number) => strikeEvery([order('a')], noon + seconds * 1000)!;
  expect(at(0)).toBeGreaterThan(at(31));
  expect(at(31)).toBeGreaterThan(at(91));
});

it('goes on at the pace of the oldest when a new one joins it', () => {
  const both = ringingOf([order('new', 100), order('old')]);
  expect(strikeEvery(both, noon + 100_000)).toBe(strikeEvery([order('old')], noon + 100_000));
});

it('tells the server once of each, and once more when what was silent can be heard', () => {
  const receipts = new Receipts();
  const ringing = [order('a')];
  expect(receipts.due(ringing, 'blocked')).toEqual([{ orderId: 'a', rendered: true, audible: false }]);
  expect(receipts.due(ringing, 'muted')).toEqual([]);
  expect(receipts.due(ringing, 'on')).toEqual([{ orderId: 'a', rendered: true, audible: true }]);
  expect(receipts.due(ringing, 'muted')).toEqual([]);
});

it('tells again what did not arrive', () => {
  const receipts = new Receipts();
  receipts.due([order('a')], 'on');
  receipts.failed('a');
  expect(receipts.due([order('a')], 'on')).toHaveLength(1);
});
