import { Service, inject } from '@angular/core';
import type { Answer, Request } from '@passline/api-client';
import { Api } from '../../core/api/api.ts';

export type ParkedEvent = Answer<'listParked'>['items'][number];
export type SocketMetrics = Answer<'socketMetrics'>;

/** Operator endpoints of the API. */
@Service()
export class OperationsApi {
  readonly #api = inject(Api);

  sockets() {
    return this.#api.call('socketStatus');
  }

  meters() {
    return this.#api.call('socketMetrics');
  }

  unanswered() {
    return this.#api.call('listUnanswered', { query: { limit: 100 } });
  }

  statsHistory() {
    return this.#api.call('statsHistory');
  }

  announcements() {
    return this.#api.call('listAnnouncements', { query: { limit: 100 } });
  }

  announce(body: Request<'createAnnouncement'>['body']) {
    return this.#api.call('createAnnouncement', { body });
  }

  endAnnouncement(id: string) {
    return this.#api.call('endAnnouncement', { params: { id } });
  }

  parked() {
    return this.#api.call('listParked', { query: { limit: 500 } });
  }

  retry(id: string) {
    return this.#api.call('retryParked', { params: { id } });
  }

  explain(user: string, room: string) {
    return this.#api.call('explainAccess', { query: { user, room } });
  }
}
