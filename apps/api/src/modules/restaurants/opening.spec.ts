import { type Opening, change, effective, isSame, open } from './opening.ts';

const zone = 'Europe/Berlin';
const now = new Date('2026-03-01T17:00:00Z');
const at = (iso: string) => new Date(iso);
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const closed: Opening = {
  isOpen: false,
  busyMinutes: 0,
  until: at('2026-03-01T18:00:00Z'),
  message: 'Private party',
};
const busy: Opening = { isOpen: true, busyMinutes: 20, until: at('2026-03-01T17:30:00Z'), message: null };

describe('a pause always ends', () => {
  test.each([
    ['a closure, until five in the morning there', { isOpen: false }, at('2026-03-02T04:00:00Z')],
    ['a busy time, after an hour', { busyMinutes: 15 }, inMinutes(60)],
    ['a closure without an end on purpose', { isOpen: false, until: null }, at('2026-03-02T04:00:00Z')],
    [
      'either, when it is said',
      { isOpen: false, until: '2026-03-01T18:30:00+00:00' },
      at('2026-03-01T18:30:00Z'),
    ],
  ])('%s', (_, wanted, until) => {
    expect(change(open, wanted, now, zone).until).toEqual(until);
  });

  test('and is over at its end, written or not', () => {
    expect(effective(closed, at('2026-03-01T17:59:59.999Z'))).toBe(closed);
    expect(effective(closed, at('2026-03-01T18:00:00Z'))).toEqual(open);
    expect(change(closed, { busyMinutes: 10 }, at('2026-03-01T19:00:00Z'), zone)).toMatchObject({
      isOpen: true,
    });
  });

  test.each([
    ['in the past', { isOpen: false, until: '2026-03-01T16:59:59Z' }],
    ['now', { busyMinutes: 5, until: '2026-03-01T17:00:00Z' }],
    ['in more than thirty days', { isOpen: false, until: '2026-04-01T17:00:00Z' }],
    ['of nothing', { isOpen: true, until: '2026-03-01T18:00:00Z' }],
  ])('an end %s is refused', (_, wanted) => {
    expect(() => change(open, wanted, now, zone)).toThrow('until');
  });
});

describe('a change', () => {
  test('of the message alone leaves the end as it is', () => {
    expect(change(closed, { message: 'Back soon' }, now, zone)).toEqual({ ...closed, message: 'Back soon' });
    expect(change(busy, { message: '' }, now, zone)).toEqual(busy);
  });

  test('of the end alone leaves the rest as it is', () => {
    expect(change(busy, { until: '2026-03-01T20:00:00Z' }, now, zone)).toEqual({
      ...busy,
      until: at('2026-03-01T20:00:00Z'),
    });
  });

  test('to open ends pause, busy time and message', () => {
    expect(change(closed, { isOpen: true }, now, zone)).toEqual(open);
    expect(change({ ...closed, busyMinutes: 20 }, { isOpen: true }, now, zone)).toEqual(open);
    expect(change(busy, { busyMinutes: 0 }, now, zone)).toEqual(open);
  });

  test('to closed takes no word over from the time before', () => {
    expect(change({ ...busy, message: 'Oven trouble' }, { isOpen: false }, now, zone).message).toBeNull();
  });

  test('said again counts from now', () => {
    expect(change(busy, { busyMinutes: 20 }, now, zone).until).toEqual(inMinutes(60));
  });

  test('that says what already is changes nothing', () => {
    expect(isSame(change(open, { isOpen: true }, now, zone), open)).toBe(true);
    expect(isSame(change(closed, { message: closed.message }, now, zone), closed)).toBe(true);
    expect(isSame(closed, busy)).toBe(false);
  });
});
