import { TestBed } from '@angular/core/testing';
import { Formats } from './formats.ts';
import { SharedLanguage } from '../testing/shared-language.ts';
import { PageLanguage, localeOf } from './language.ts';

afterEach(() => {
  localStorage.clear();
});

it('writes dates and times as where the browser is, also in another language than the browser’s', () => {
  expect(localeOf('de', ['en-GB', 'de-AT'])).toBe('de-AT');
  expect(localeOf('en', ['de-DE', 'de'])).toBe('en-DE');
  expect(localeOf('en', ['de'])).toBe('en-DE');
  expect(localeOf('de', [])).toBe('de');
  const evening = new Date(2026, 4, 1, 18, 5);
  expect(evening.toLocaleTimeString(localeOf('en', ['de-DE']), { timeStyle: 'short' })).toBe('18:05');
});

it('writes money as its currency counts it', () => {
  const formats = TestBed.inject(Formats);
  expect(formats.money(1050, 'EUR')).toBe('€10.50');
  expect(formats.money(1050, 'JPY')).toBe('¥1,050');
});

it('names the day only when it is another one', () => {
  const formats = TestBed.inject(Formats);
  const now = new Date(2026, 4, 1, 18, 0);
  expect(formats.moment(new Date(2026, 4, 1, 19, 40), now)).not.toMatch(/Fri/);
  expect(formats.moment(new Date(2026, 4, 2, 9, 5), now)).toMatch(/^Sat /);
});

it('writes times by the restaurant’s clock, and names its zone only where the device’s differs', () => {
  const formats = TestBed.inject(Formats);
  expect(formats.foreignZone()).toBeUndefined();
  const at = '2026-05-01T22:30:00.000Z';
  formats.useZone('Pacific/Auckland');
  expect(formats.time(at)).toMatch(/^10:30\sAM$/);
  expect(formats.moment(at, new Date('2026-05-02T09:00:00.000Z'))).toMatch(/^10:30\sAM$/);
  expect(formats.moment(at, new Date('2026-05-01T09:00:00.000Z'))).toMatch(/^Sat 10:30\sAM$/);
  expect(formats.foreignZone()).toBe('New Zealand Time');
  formats.useZone(undefined);
  expect(formats.foreignZone()).toBeUndefined();
});

it('follows the language that was chosen, now and at the next visit', async () => {
  const language = TestBed.inject(PageLanguage);
  await language.choose('de');
  expect(language.messages().state.retry).toBe('Erneut versuchen');
  expect(TestBed.inject(Formats).money(123_450, 'EUR')).toMatch(/^1\.234,50\s€$/);

  const later = TestBed.runInInjectionContext(() => new SharedLanguage());
  await later.restore();
  expect(later.code()).toBe('de');
});

it('says how far and how long ago in words that fit', () => {
  const formats = TestBed.inject(Formats);
  expect([4, 347, 950, 1_240, 12_400].map((metres) => formats.distance(metres))).toEqual([
    '0 m',
    '350 m',
    '1 km',
    '1.2 km',
    '12 km',
  ]);
  expect([4_000, 130_000, 7_300_000].map((age) => formats.age(age))).toEqual(['4 s', '2 min', '2 h']);
});
