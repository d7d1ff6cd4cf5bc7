import { decimalOf } from '@passline/contracts/browser';
import { priceOf } from './prices.ts';

it.each([
  ['9.50', 'EUR', 950],
  ['9,50', 'EUR', 950],
  ['9,5', 'EUR', 950],
  ['12', 'EUR', 1200],
  ['€ 12.00', 'EUR', 1200],
  ['1.234,50', 'EUR', 123450],
  ['1,234', 'EUR', 123400],
  ['1 200', 'JPY', 1200],
  ['0', 'EUR', 0],
  ['1.234', 'KWD', 1234],
])('reads %s in %s as %i', (words, currency, minor) => {
  expect(priceOf(words, currency)).toBe(minor);
});

it.each([
  ['', 'EUR'],
  ['nine', 'EUR'],
  ['-5', 'EUR'],
  ['9.5555', 'EUR'],
  ['9.5', 'JPY'],
  ['99999999999', 'EUR'],
])('does not take %j in %s for a price', (words, currency) => {
  expect(priceOf(words, currency)).toBeUndefined();
});

it.each([
  [6001, 'EUR', '60.01'],
  [5, 'EUR', '0.05'],
  [-120, 'EUR', '-1.20'],
  [1200, 'JPY', '1200'],
  [1234, 'KWD', '1.234'],
  [9007199254740991, 'EUR', '90071992547409.91'],
])('writes %i in %s exactly as %s', (minor, currency, decimal) => {
  expect(decimalOf(minor, currency)).toBe(decimal);
});
