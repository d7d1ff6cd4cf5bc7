import type { Page } from '@passline/contracts';
import { EMPTY, type Observable, expand, reduce } from 'rxjs';

/** The items of all pages of a list, requested one after the other. */
export const allPages = <T>(page: (cursor?: string) => Observable<Page<T>>): Observable<T[]> =>
  page().pipe(
    expand(({ nextCursor }) => (nextCursor ? page(nextCursor) : EMPTY)),
    reduce<Page<T>, T[]>((all, { items }) => [...all, ...items], []),
  );
