import { Id, type Page, Refusal } from '@passline/contracts';
import { z } from 'zod';

/** A cursor is the sort key of the last item on a page, so it stays valid while items are added and removed. */
export const cursorOf = (key: readonly string[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

const ofIds = [Id] as const;

/**
 * The key in a cursor, which must have the shape of this list's cursors (by default one id). Any other cursor is
 * rejected here, before it reaches the store.
 */
export function after(cursor: string): [string];
export function after<const S extends readonly z.ZodType<string>[]>(
  cursor: string,
  shape: S,
): { [K in keyof S]: string };
export function after(cursor: string, shape: readonly z.ZodType<string>[] = ofIds): readonly string[] {
  const { success, data } = z.tuple(shape as [z.ZodType<string>]).safeParse(keyIn(cursor));
  if (success) return data;
  throw new Refusal(
    'validation_failed',
    'The cursor does not belong to this list. Send the nextCursor of the previous page unchanged.',
    {
      errors: [{ path: 'query.cursor', message: 'must be the nextCursor of a page of this list' }],
    },
  );
}

function keyIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Takes up to one item more than the limit. The extra item shows that there is a next page. */
export function pageFrom<T>(found: T[], limit: number, keyOf: (item: T) => string[]): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorOf(keyOf(last)) : null };
}

export const pageOfViews = <T, V>(page: Page<T>, view: (item: T) => V): Page<V> => ({
  items: page.items.map(view),
  nextCursor: page.nextCursor,
});
