import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { AuditAction, AuditPage } from '@passline/contracts';
import type { Observable } from 'rxjs';
import { AuthSession, api } from '../../core/auth/auth-session.ts';

export interface AuditLogFilter {
  user?: string | undefined;
  action?: AuditAction | undefined;
  /** Days are in the reader's time zone. */
  from?: string | undefined;
  to?: string | undefined;
}

/** The audit log: of everything for operators, of their restaurant for owners. */
@Service()
export class AuditLogApi {
  readonly #http = inject(HttpClient);
  readonly #me = inject(AuthSession).user;

  page(filter: AuditLogFilter, cursor?: string): Observable<AuditPage> {
    const restaurantId = this.#me()?.restaurantId;
    const path = restaurantId ? `restaurants/${restaurantId}/audit` : 'operations/audit';
    const given = Object.entries({ ...filter, cursor }).filter((it): it is [string, string] => !!it[1]);
    return this.#http.get<AuditPage>(`${api}/${path}`, {
      params: { limit: 50, ...Object.fromEntries(given) },
    });
  }
}
