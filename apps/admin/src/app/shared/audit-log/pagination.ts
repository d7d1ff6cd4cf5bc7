import type { AuditPage } from '@passline/contracts';

/** Replaces the first page and keeps older ones, unless there is a gap between them. */
export function withFirstPage(before: AuditPage | undefined, newest: AuditPage): AuditPage {
  const last = newest.items.at(-1);
  const meets = newest.items.some(({ id }) => id === before?.items[0]?.id);
  if (!before || !last || !meets) return newest;
  const below = before.items.filter(({ id }) => id < last.id);
  return {
    items: [...newest.items, ...below],
    nextCursor: below.length > 0 ? before.nextCursor : newest.nextCursor,
    names: { ...before.names, ...newest.names },
  };
}

export const withNextPage = (before: AuditPage | undefined, older: AuditPage): AuditPage => ({
  ...older,
  items: [...(before?.items ?? []), ...older.items],
  names: { ...before?.names, ...older.names },
});
