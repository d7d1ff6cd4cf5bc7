import type { MenuItem, OrderItem } from '@passline/contracts';
import { type NewLine, unfinished } from '../../shared/basket/basket.ts';

interface Again {
  lines: NewLine[];
  /** The names of what cannot be ordered now, with the choices that are missing. */
  leftOut: string[];
}

/** The items of an earlier order as they can be ordered now: by the dishes, choices and prices of today's menu. */
export function againOf(items: readonly OrderItem[], menu: ReadonlyMap<string, MenuItem>): Again {
  const again: Again = { lines: [], leftOut: [] };
  for (const { menuItemId, name, quantity, note, options } of items) {
    const item = menu.get(menuItemId);
    if (!item?.available) {
      again.leftOut.push(name);
      continue;
    }
    const offered = new Map(
      item.options.flatMap(({ choices }) =>
        choices.filter(({ available }) => available).map(({ id, name: choice }) => [id, choice]),
      ),
    );
    const ids = options.map(({ id }) => id);
    const missing = options.filter(({ id }) => !offered.has(id)).map(({ name: choice }) => choice);
    if (missing.length > 0) again.leftOut.push(`${item.name} (${missing.join(', ')})`);
    // The dish has got another option since, or one takes fewer choices: the customer chooses anew.
    else if (unfinished(item, ids).length > 0 || hasTooMany(item, ids)) again.leftOut.push(item.name);
    else again.lines.push({ menuItemId, quantity, note: note ?? '', options: ids });
  }
  return again;
}

const hasTooMany = ({ options }: MenuItem, ids: readonly string[]): boolean =>
  options.some(({ choices, max }) => choices.filter(({ id }) => ids.includes(id)).length > max);
