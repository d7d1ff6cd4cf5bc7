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

export type Parked = z.infer<typeof ParkedEvent>;
export type Sockets = z.infer<typeof SocketStatus>;
export type Meters = z.infer<typeof SocketMetrics>;
export interface Retried {
  delivered: boolean;
  error: string | null;
}

/** What operators ask of the platform itself. */
@Service()
export class OperationsApi {
  readonly #http = inject(HttpClient);

  sockets(): Observable<Sockets> {
    return this.#http.get<Sockets>(`${api}/socket/status`);
  }

  meters(): Observable<Meters> {
    return this.#http.get<Meters>(`${api}/metrics/socket`);
  }

  unanswered(): Observable<{ items: UnansweredOrder[]; total: number }> {
    return this.#http.get<{ items: UnansweredOrder[]; total: number }>(`${api}/operations/unanswered`, {
      params: { limit: 100 },
    });
  }

  parked(): Observable<{ items: Parked[]; total: number }> {
    return this.#http.get<{ items: Parked[]; total: number }>(`${api}/operations/parked-events`, {
      params: { limit: 500 },
    });
  }

  retry(id: string): Observable<Retried> {
    return this.#http.post<Retried>(`${api}/operations/parked-events/${encodeURIComponent(id)}/retry`, null);
  }

  explain(user: string, room: string): Observable<AccessExplained> {
    return this.#http.get<AccessExplained>(`${api}/operations/access`, { params: { user, room } });
  }
}
