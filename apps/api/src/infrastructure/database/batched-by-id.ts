import { Batches } from '@passline/event-log';

/**
 * Reads documents by id; null means that there is none. Those that are asked for at the same time share one read, as when
 * many clients come back together. The callers share the document too, so they must not change it.
 */
export const batchedById = <D extends { _id: string }>(
  readAll: (ids: string[]) => Promise<readonly D[]>,
): Batches<string, D | null> =>
  new Batches(async (batch) => {
    const found = await readAll([...new Set(batch.map(({ item }) => item))]);
    const byId = new Map(found.map((document) => [document._id, document]));
    for (const { item, resolve } of batch) resolve(byId.get(item) ?? null);
  });
