import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { CustomerData, Page, User, UpdateUserRequest } from '@passline/contracts';
import type { Observable } from 'rxjs';
import type { z } from 'zod';
import { api } from '../../core/auth/auth-session.ts';
import type { NewAccount } from './account-panel.ts';

/** Account endpoints for operators. */
@Service()
export class AccountsApi {
  readonly #http = inject(HttpClient);

  page(search: string, cursor?: string): Observable<Page<User>> {
    return this.#http.get<Page<User>>(`${api}/users`, {
      params: { limit: 50, ...(search && { search }), ...(cursor && { cursor }) },
    });
  }

  get(id: string): Observable<User> {
    return this.#http.get<User>(`${api}/users/${encodeURIComponent(id)}`);
  }

  open(account: NewAccount): Observable<User> {
    return this.#http.post<User>(`${api}/users`, account);
  }

  change(id: string, change: z.input<typeof UpdateUserRequest>): Observable<User> {
    return this.#http.patch<User>(`${api}/users/${id}`, change);
  }

  givePassword(id: string, password: string): Observable<User> {
    return this.#http.put<User>(`${api}/users/${id}/password`, { password });
  }

  export(id: string): Observable<CustomerData> {
    return this.#http.get<CustomerData>(`${api}/users/${id}/export`);
  }

  erase(id: string): Observable<unknown> {
    return this.#http.delete(`${api}/users/${id}`);
  }
}
