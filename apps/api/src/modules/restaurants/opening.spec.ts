import { type Opening, change, effective, isEqual, open } from './opening.ts';

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
    ['a closure, at five in the morning local time', { isOpen: false }, at('2026-03-02T04:00:00Z')],
    ['a busy time, after an hour', { busyMinutes: 15 }, inMinutes(60)],
    [
      'a closure with until: null, at five in the morning local time',
      { isOpen: false, until: null },
      at('2026-03-02T04:00:00Z'),
    ],
    [
      'a closure, at the given time',
      { isOpen: false, until: '2026-03-01T18:30:00+00:00' },
      at('2026-03-01T18:30:00Z'),
    ],
  ])('%s', (_, wanted, until) => {
    expect(change(open, wanted, now, zone).until).toEqual(until);
  });

  test('and is over at its end, even before the sweep writes it', () => {
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
    ['without a pause', { isOpen: true, until: '2026-03-01T18:00:00Z' }],
  ])('an end %s is rejected', (_, wanted) => {
    expect(() => change(open, wanted, now, zone)).toThrow('until');
  });
});

describe('a change', () => {
  test('of the message alone keeps the end', () => {
    expect(change(closed, { message: 'Back soon' }, now, zone)).toEqual({ ...closed, message: 'Back soon' });
    expect(change(busy, { message: '' }, now, zone)).toEqual(busy);
  });

  test('of the end alone keeps the rest', () => {
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

  test('to closed drops the earlier message', () => {
    expect(change({ ...busy, message: 'Oven trouble' }, { isOpen: false }, now, zone).message).toBeNull();
  });

  test('that repeats a busy time counts from now', () => {
    expect(change(busy, { busyMinutes: 20 }, now, zone).until).toEqual(inMinutes(60));
  });

  test('to the current state changes nothing', () => {
    expect(isEqual(change(open, { isOpen: true }, now, zone), open)).toBe(true);
    expect(isEqual(change(closed, { message: closed.message }, now, zone), closed)).toBe(true);
    expect(isEqual(closed, busy)).toBe(false);
  });
});
