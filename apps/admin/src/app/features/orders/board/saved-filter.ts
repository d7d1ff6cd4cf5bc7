import { readPreference, savePreference } from '@passline/web/storage/preferences.ts';
import { type BoardFilter, noFilter } from './board-filter.ts';

const ways: readonly unknown[] = ['all', 'delivery', 'pickup'] satisfies BoardFilter['fulfilment'][];

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const isFilter = (value: unknown): value is BoardFilter =>
  typeof value === 'object' &&
  value !== null &&
  'fulfilment' in value &&
  ways.includes(value.fulfilment) &&
  'category' in value &&
  (value.category === null || typeof value.category === 'string') &&
  'words' in value &&
  typeof value.words === 'string';

/** The filter of this device: a screen at the grill shows the grill after a reload too. */
export function savedFilter(): BoardFilter {
  const value = parsed(readPreference('board.filter') ?? 'null');
  return isFilter(value) ? value : noFilter;
}

export const saveFilter = (filter: BoardFilter): void =>
  savePreference('board.filter', JSON.stringify(filter));
