import { orderNumberIn } from '@passline/contracts';
import type { OrderDoc } from './order.schema.ts';

/** The index contains the first letters of each word: few keys per order, and few orders per key. */
const indexedLetters = 3;
const mostWords = 6;

type Searched = Pick<OrderDoc, 'number' | 'customerName'>;

export interface Search {
  /** Given when the text is an order number. */
  number?: string;
  /** The index key of all matching orders; null when the text is too short for a key. */
  key: string | null;
  fits: (order: Searched) => boolean;
}

const prefixOf = (word: string) => word.slice(0, indexedLetters);
const numberKey = (number: string) => `#${number}`;

/** Lower case without accents, so that "muller" also finds "Müller". */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.slice(0, mostWords) ?? [];

export const searchKeysOf = ({ number, customerName }: Searched): string[] => [
  numberKey(number),
  ...new Set(wordsOf(customerName).map(prefixOf)),
];

/** Digits match the order number; other text matches the beginnings of words in the customer's name. */
export function searchFor(text: string): Search | null {
  const number = orderNumberIn(text);
  if (number !== undefined)
    return { number, key: numberKey(number), fits: (order) => order.number === number };
  const wanted = wordsOf(text);
  if (wanted.length === 0) return null;
  const longest = wanted.reduce((a, b) => (b.length > a.length ? b : a));
  return {
    key: longest.length >= indexedLetters ? prefixOf(longest) : null,
    fits: ({ customerName }) => {
      const words = wordsOf(customerName);
      return wanted.every((start) => words.some((word) => word.startsWith(start)));
    },
  };
}
