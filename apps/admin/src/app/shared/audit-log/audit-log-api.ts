import { Service, inject } from '@angular/core';
import type { Answer } from '@passline/api-client';
import type { AuditAction } from '@passline/contracts';
import type { Observable } from 'rxjs';
import { Api } from '../../core/api/api.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';

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
  readonly #api = inject(Api);
  readonly #own = inject(OwnRestaurant);

  page({ user, action, from, to }: AuditLogFilter, cursor?: string): Observable<Answer<'listAudit'>> {
    const { id } = this.#own;
    // An emptied field does not filter.
    const query = {
      limit: 50,
      user: user || undefined,
      action,
      from: from || undefined,
      to: to || undefined,
      cursor,
    };
    return id
      ? this.#api.call('listRestaurantAudit', { params: { id }, query })
      : this.#api.call('listAudit', { query });
  }
}
