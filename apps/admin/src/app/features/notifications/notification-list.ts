import type { Notification, WirePayload } from '@passline/contracts';

export interface NotificationBook {
  items: readonly Notification[];
  unread: number;
  /** Where the older ones begin that have not been read yet; null when these are all. */
  next: string | null;
}

const seen = (book: NotificationBook, id: string) => book.items.some((it) => it.id === id);

/** Said twice, or known from the list already: once is enough. */
export const heard =
  (said: WirePayload<'notification:new'>) =>
  (book: NotificationBook | undefined): NotificationBook | undefined =>
    !book || seen(book, said.id)
      ? book
      : { ...book, items: [{ ...said, readAt: null }, ...book.items], unread: book.unread + 1 };

export const read =
  (id: string, at: string) =>
  (book: NotificationBook | undefined): NotificationBook | undefined => {
    const known = book?.items.find((it) => it.id === id);
    if (!book || !known || known.readAt !== null) return book;
    return {
      ...book,
      items: book.items.map((it) => (it === known ? { ...it, readAt: at } : it)),
      unread: Math.max(0, book.unread - 1),
    };
  };

export const readAll =
  (at: string) =>
  (book: NotificationBook | undefined): NotificationBook | undefined =>
    book && {
      ...book,
      items: book.items.map((it) => (it.readAt === null ? { ...it, readAt: at } : it)),
      unread: 0,
    };

/** On another screen of the same person. Whatever is newer than what was read is in the list: it came while we listened. */
export const readElsewhere =
  ({ id, andOlder, readAt }: WirePayload<'notification:read'>) =>
  (book: NotificationBook | undefined): NotificationBook | undefined => {
    if (!andOlder) return read(id, readAt)(book);
    return (
      book && {
        ...book,
        items: book.items.map((it) => (it.readAt === null && it.id <= id ? { ...it, readAt } : it)),
        unread: book.items.filter((it) => it.readAt === null && it.id > id).length,
      }
    );
  };

export const older =
  (items: readonly Notification[], next: string | null) =>
  (book: NotificationBook | undefined): NotificationBook | undefined =>
    book && { ...book, items: [...book.items, ...items.filter(({ id }) => !seen(book, id))], next };
