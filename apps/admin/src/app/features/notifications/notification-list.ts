import type { Notification, WirePayload } from '@passline/contracts';

export interface NotificationList {
  items: readonly Notification[];
  unread: number;
  /** Cursor of the older page; null when all are loaded. */
  next: string | null;
}

const seen = (book: NotificationList, id: string) => book.items.some((it) => it.id === id);

/** An event may repeat, or be in the loaded list already. One with a new text has grown, and is unread again. */
export const withNew =
  (event: WirePayload<'notification:new'>) =>
  (book: NotificationList | undefined): NotificationList | undefined => {
    if (!book) return book;
    const known = book.items.find((it) => it.id === event.id);
    if (!known)
      return { ...book, items: [{ ...event, readAt: null }, ...book.items], unread: book.unread + 1 };
    if (known.title === event.title && known.message === event.message) return book;
    const grown = { ...event, createdAt: known.createdAt, readAt: null };
    return {
      ...book,
      items: book.items.map((it) => (it === known ? grown : it)),
      unread: book.unread + (known.readAt === null ? 0 : 1),
    };
  };

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

/** Read on another screen. Everything newer is in the list, because its event arrived live. */
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
