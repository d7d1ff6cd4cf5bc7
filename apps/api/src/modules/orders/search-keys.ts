import type { OrderDoc } from './order.schema.ts';

/** The index has the first letters of each word: few entries for an order, and few orders for an entry. */
const indexedLetters = 3;
const mostWords = 6;

type Searched = Pick<OrderDoc, 'number' | 'customerName'>;

export interface Search {
  /** The key under which the index has every order that fits; null when the text is too short for one. */
  key: string | null;
  fits: (order: Searched) => boolean;
}

const beginningOf = (word: string) => word.slice(0, indexedLetters);
const numberKey = (number: string) => `#${number}`;

/** Without case and accents, so that "Müller" is found by "muller" too. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.slice(0, mostWords) ?? [];

export const searchKeysOf = ({ number, customerName }: Searched): string[] => [
  numberKey(number),
  ...new Set(wordsOf(customerName).map(beginningOf)),
];

/** Digits are an order number; other text matches the beginnings of words of the customer's name. */
export function searchFor(text: string): Search | null {
  const number = /^#?(\d+)$/.exec(text.trim())?.[1];
  if (number !== undefined) return { key: numberKey(number), fits: (order) => order.number === number };
  const wanted = wordsOf(text);
  if (wanted.length === 0) return null;
  const longest = wanted.reduce((a, b) => (b.length > a.length ? b : a));
  return {
    key: longest.length >= indexedLetters ? beginningOf(longest) : null,
    fits: ({ customerName }) => {
      const words = wordsOf(customerName);
      return wanted.every((start) => words.some((word) => word.startsWith(start)));
    },
  };
}
