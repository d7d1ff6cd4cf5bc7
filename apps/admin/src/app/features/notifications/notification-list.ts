import type { Notification, WirePayload } from '@passline/contracts';

export interface NotificationList {
  items: readonly Notification[];
  unread: number;
  /** Where the older ones begin that have not been read yet; null when these are all. */
  next: string | null;
}

const seen = (book: NotificationList, id: string) => book.items.some((it) => it.id === id);

/** Said twice, or known from the list already: once is enough. */
export const withNew =
  (said: WirePayload<'notification:new'>) =>
  (book: NotificationList | undefined): NotificationList | undefined =>
    !book || seen(book, said.id)
      ? book
      : { ...book, items: [{ ...said, readAt: null }, ...book.items], unread: book.unread + 1 };

export const withRead =
  (id: string, at: string) =>
  (book: NotificationList | undefined): NotificationList | undefined => {
    const known = book?.items.find((it) => it.id === id);
    if (!book || !known || known.readAt !== null) return book;
    return {
      ...book,
      items: book.items.map((it) => (it === known ? { ...it, readAt: at } : it)),
      unread: Math.max(0, book.unread - 1),
    };
  };

export const withAllRead =
  (at: string) =>
  (book: NotificationList | undefined): NotificationList | undefined =>
    book && {
      ...book,
      items: book.items.map((it) => (it.readAt === null ? { ...it, readAt: at } : it)),
      unread: 0,
    };

/** On another screen of the same person. Whatever is newer than what was read is in the list: it came while we listened. */
export const withReadElsewhere =
  ({ id, andOlder, readAt }: WirePayload<'notification:read'>) =>
  (book: NotificationList | undefined): NotificationList | undefined => {
    if (!andOlder) return withRead(id, readAt)(book);
    return (
      book && {
        ...book,
        items: book.items.map((it) => (it.readAt === null && it.id <= id ? { ...it, readAt } : it)),
        unread: book.items.filter((it) => it.readAt === null && it.id > id).length,
      }
    );
  };

export const withOlder =
  (items: readonly Notification[], next: string | null) =>
  (book: NotificationList | undefined): NotificationList | undefined =>
    book && { ...book, items: [...book.items, ...items.filter(({ id }) => !seen(book, id))], next };
