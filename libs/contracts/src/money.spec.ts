import { minorDigits, moneyText } from './money.ts';

test.each([
  ['EUR', 1050, 2, '€10.50'],
  ['JPY', 1050, 0, '¥1,050'],
  ['KWD', 1050, 3, 'KWD 1.050'],
])('%s has as many minor units as it counts', (currency, minor, digits, text) => {
  expect(minorDigits(currency)).toBe(digits);
  expect(moneyText(minor, currency).replace('\u00a0', ' ')).toBe(text);
});

test('an amount is written as its reader writes it', () => {
  expect(moneyText(123_450, 'EUR', 'de-DE')).toBe('1.234,50\u00a0€');
});
