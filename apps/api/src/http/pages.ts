import { type Page, Refusal } from '@passline/contracts';

/** A cursor is the sort key of the last item that was sent: it stays right while items come and go. */
const write = (key: readonly string[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

export function after(cursor: string): [string, ...string[]] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(key) && key.length > 0 && key.every((part) => typeof part === 'string'))
      return key as [string, ...string[]];
  } catch {
    // Said below.
  }
  throw new Refusal('validation_failed', 'The cursor is none of ours.', {
    errors: [{ path: 'query.cursor', message: 'send a nextCursor as it was received' }],
  });
}

/** From one item more than was asked for: its presence tells that there is a next page. */
export function pageFrom<T>(found: T[], limit: number, keyOf: (item: T) => string[]): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? write(keyOf(last)) : null };
}

export const pageOfViews = <T, V>(page: Page<T>, view: (item: T) => V): Page<V> => ({
  items: page.items.map(view),
  nextCursor: page.nextCursor,
});
