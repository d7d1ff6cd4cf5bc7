import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type {
  UpdateAvailabilityRequest,
  Menu,
  MenuItem,
  UpdateMenuItemRequest,
  CreateMenuItemRequest,
} from '@passline/contracts';
import type { Observable } from 'rxjs';
import type { z } from 'zod';
import { AuthSession, api } from '../../core/auth/auth-session.ts';
import type { MenuArrangement } from './menu-arrangement.ts';

@Service({ autoProvided: false })
export class MenuApi {
  readonly #http = inject(HttpClient);
  readonly #url = `${api}/restaurants/${inject(AuthSession).user()?.restaurantId ?? ''}/menu`;

  get(): Observable<Menu> {
    return this.#http.get<Menu>(this.#url);
  }

  arrange(categories: MenuArrangement): Observable<Menu> {
    return this.#http.patch<Menu>(this.#url, { categories });
  }

  removeSeveral(items: readonly string[]): Observable<Menu> {
    return this.#http.post<Menu>(`${this.#url}/removals`, { items });
  }

  add(dish: z.input<typeof CreateMenuItemRequest>): Observable<MenuItem> {
    return this.#http.post<MenuItem>(`${this.#url}/items`, dish);
  }

  change(id: string, change: z.input<typeof UpdateMenuItemRequest>): Observable<MenuItem> {
    return this.#http.patch<MenuItem>(`${this.#url}/items/${id}`, change);
  }

  changeAvailability(id: string, change: z.input<typeof UpdateAvailabilityRequest>): Observable<MenuItem> {
    return this.#http.patch<MenuItem>(`${this.#url}/items/${id}/availability`, change);
  }
}
