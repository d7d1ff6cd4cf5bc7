import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type {
  AccessExplained,
  ParkedEvent,
  SocketMetrics,
  SocketStatus,
  UnansweredOrder,
} from '@passline/contracts';
import type { Observable } from 'rxjs';
import type { z } from 'zod';
import { api } from '../../core/auth/auth-session.ts';

export type ParkedEvent = z.infer<typeof ParkedEvent>;
export type SocketStatus = z.infer<typeof SocketStatus>;
export type SocketMetrics = z.infer<typeof SocketMetrics>;
export interface RetryResult {
  delivered: boolean;
  error: string | null;
}

/** Operator endpoints of the API. */
@Service()
export class OperationsApi {
  readonly #http = inject(HttpClient);

  sockets(): Observable<SocketStatus> {
    return this.#http.get<SocketStatus>(`${api}/socket/status`);
  }

  meters(): Observable<SocketMetrics> {
    return this.#http.get<SocketMetrics>(`${api}/metrics/socket`);
  }

  unanswered(): Observable<{ items: UnansweredOrder[]; total: number }> {
    return this.#http.get<{ items: UnansweredOrder[]; total: number }>(`${api}/operations/unanswered`, {
      params: { limit: 100 },
    });
  }

  parked(): Observable<{ items: ParkedEvent[]; total: number }> {
    return this.#http.get<{ items: ParkedEvent[]; total: number }>(`${api}/operations/parked-events`, {
      params: { limit: 500 },
    });
  }

  retry(id: string): Observable<RetryResult> {
    return this.#http.post<RetryResult>(
      `${api}/operations/parked-events/${encodeURIComponent(id)}/retry`,
      null,
    );
  }

  explain(user: string, room: string): Observable<AccessExplained> {
    return this.#http.get<AccessExplained>(`${api}/operations/access`, { params: { user, room } });
  }
}
