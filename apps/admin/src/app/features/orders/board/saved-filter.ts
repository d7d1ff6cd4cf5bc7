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

/**
 * The filter of this device: a screen at the grill shows the grill after a reload too. Each choice of `ChosenRestaurant`
 * has its own, because another restaurant may have no such category, and its orders would be hidden.
 */
export function savedFilter(choice: string, isOnly: boolean): BoardFilter {
  // Earlier releases had one filter. With several restaurants it is unknown of which it was.
  const text =
    readPreference(`board.filter.${choice}`) ?? (isOnly ? readPreference('board.filter') : undefined);
  const value = parsed(text ?? 'null');
  return isFilter(value) ? value : noFilter;
}

export const saveFilter = (choice: string, filter: BoardFilter): void =>
  savePreference(`board.filter.${choice}`, JSON.stringify(filter));
