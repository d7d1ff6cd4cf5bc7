import { decimalOf, minorDigits } from '@passline/contracts';

/**
 * The options of a dish in one cell: `Size [1-1]: Small*; Large +2.50 | Extras [0-3]: Olives +1.00`. The numbers are how many
 * choices are taken, `*` is the usual choice, and a backslash stands before a sign that belongs to a name.
 */
interface Choice {
  name: string;
  price: number;
  isDefault?: boolean | undefined;
}
interface OptionText {
  name: string;
  min: number;
  max: number;
  choices: Choice[];
}

export class Unreadable extends Error {}

const signs = /[\\|;:[\]*+]/g;
const escaped = (name: string) => name.replaceAll(signs, '\\$&');
const unescaped = (text: string) => text.replaceAll(/\\(.)/gu, '$1').trim();

export const optionsText = (options: readonly OptionText[], currency: string): string =>
  options
    .map(({ name, min, max, choices }) => {
      const texts = choices.map(
        (choice) =>
          escaped(choice.name) +
          (choice.isDefault ? '*' : '') +
          (choice.price > 0 ? ` +${decimalOf(choice.price, currency)}` : ''),
      );
      return `${escaped(name)} [${min}-${max}]: ${texts.join('; ')}`;
    })
    .join(' | ');

/** Throws Unreadable with what is wrong. */
export function optionsOf(text: string, currency: string): OptionText[] {
  if (text.trim() === '') return [];
  return split(text, '|').map((option) => {
    const [head = '', ...rest] = split(option, ':');
    if (rest.length !== 1)
      throw new Unreadable(`“${option.trim()}” needs one colon between the option and its choices`);
    const [name = '', range] = split(head, '[');
    const limits = range === undefined ? ['', '0', '1'] : /^(\d+)-(\d+)\]\s*$/.exec(range);
    if (!limits) throw new Unreadable(`“[${range ?? ''}” must be two numbers, for example [0-3]`);
    return {
      name: unescaped(name),
      min: Number(limits[1]),
      max: Number(limits[2]),
      choices: split(rest[0] ?? '', ';').map((choice) => choiceOf(choice, currency)),
    };
  });
}

function choiceOf(text: string, currency: string): Choice {
  const [label = '', ...prices] = split(text, '+');
  const [name = '', ...stars] = split(label, '*');
  if (prices.length > 1 || stars.length > 1 || (stars[0] ?? '').trim() !== '')
    throw new Unreadable(`“${text.trim()}” must be a name, * for the usual choice, and + with a price`);
  const price = prices[0] === undefined ? 0 : priceOf(prices[0], currency);
  if (price === null) throw new Unreadable(`“${prices[0]?.trim() ?? ''}” is not a price`);
  return { name: unescaped(name), price, ...(stars.length === 1 && { isDefault: true }) };
}

/** In minor units; null if it is not a price. The decimal mark is a point or a comma, and thousands have none. */
export function priceOf(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const [, whole, part = ''] = /^\s*(\d{1,9})(?:[.,](\d*))?\s*$/.exec(text) ?? [];
  if (whole === undefined || part.length > digits) return null;
  return Number(whole + part.padEnd(digits, '0'));
}

/** At signs without a backslash before them. */
function split(text: string, sign: string): string[] {
  const parts = [''];
  for (const piece of text.match(/\\.|[^\\]|\\$/gsu) ?? [])
    if (piece === sign) parts.push('');
    else parts.push((parts.pop() ?? '') + piece);
  return parts;
}
