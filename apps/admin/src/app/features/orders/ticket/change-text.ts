import type { Order } from '@passline/contracts';
import type { Formats } from '@passline/web/i18n/formats.ts';
import type { Messages } from '../../../core/i18n/en.ts';

/** In a line of a ticket: taken out, fewer, or something else instead. */
export function changeText(
  { name, from, to, replacement }: Order['changes'][number],
  { itemChanges }: Messages,
  formats: Formats,
): string {
  if (replacement) return itemChanges.replaced(name, replacement.name);
  return to === 0
    ? itemChanges.notMade(formats.number(from), name)
    : itemChanges.lowered(formats.number(to), formats.number(from), name);
}
