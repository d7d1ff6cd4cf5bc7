/** How many documents one query reads. A larger batch would delay other queries noticeably. */
export const candidatesAtOnce = 250;
const mostReads = 4;

/**
 * A page of the candidates that fit, newest first. After at most four reads it returns what it has found and a cursor to
 * continue from, so that the cost of a search is bounded.
 */
export async function searchPage<T extends { _id: string }>(
  read: (before: string | undefined, limit: number) => Promise<T[]>,
  fits: (candidate: T) => boolean,
  limit: number,
  from: string | undefined,
): Promise<{ found: T[]; next: string | null }> {
  const found: T[] = [];
  let before = from;
  for (let reads = 0; reads < mostReads; reads += 1) {
    const candidates = await read(before, candidatesAtOnce);
    for (const candidate of candidates) {
      // The page is full and one more fits, so there is a next page.
      if (found.length === limit && fits(candidate)) return { found, next: found.at(-1)?._id ?? null };
      if (found.length < limit && fits(candidate)) found.push(candidate);
    }
    if (candidates.length < candidatesAtOnce) return { found, next: null };
    before = candidates.at(-1)?._id;
  }
  return { found, next: before ?? null };
}
