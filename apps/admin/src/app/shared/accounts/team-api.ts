import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { CreateTeamMemberRequest, Page, UpdateTeamMemberRequest, User } from '@passline/contracts';
import { EMPTY, type Observable, expand, map, reduce } from 'rxjs';
import type { z } from 'zod';
import { AuthSession, api } from '../../core/auth/auth-session.ts';

@Service({ autoProvided: false })
export class TeamApi {
  readonly #http = inject(HttpClient);
  readonly #url = `${api}/restaurants/${inject(AuthSession).user()?.restaurantId ?? ''}/team`;

  all(): Observable<User[]> {
    return this.#page().pipe(
      expand(({ nextCursor }) => (nextCursor ? this.#page(nextCursor) : EMPTY)),
      map(({ items }) => items),
      reduce((all, items) => [...all, ...items]),
    );
  }

  add(member: z.input<typeof CreateTeamMemberRequest>): Observable<User> {
    return this.#http.post<User>(this.#url, member);
  }

  change(id: string, change: z.input<typeof UpdateTeamMemberRequest>): Observable<User> {
    return this.#http.patch<User>(`${this.#url}/${id}`, change);
  }

  givePassword(id: string, password: string): Observable<User> {
    return this.#http.put<User>(`${this.#url}/${id}/password`, { password });
  }

  #page(cursor?: string): Observable<Page<User>> {
    return this.#http.get<Page<User>>(this.#url, { params: { limit: 100, ...(cursor ? { cursor } : {}) } });
  }
}
