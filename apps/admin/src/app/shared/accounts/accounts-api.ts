import { Service, inject } from '@angular/core';
import type { Request } from '@passline/api-client';
import { Api } from '../../core/api/api.ts';

/** Account endpoints for operators. */
@Service()
export class AccountsApi {
  readonly #api = inject(Api);

  page(search: string, cursor?: string) {
    return this.#api.call('listUsers', { query: { limit: 50, search: search || undefined, cursor } });
  }

  get(id: string) {
    return this.#api.call('getUser', { params: { id } });
  }

  open(body: Request<'createUser'>['body']) {
    return this.#api.call('createUser', { body });
  }

  change(id: string, body: Request<'changeUser'>['body']) {
    return this.#api.call('changeUser', { params: { id }, body });
  }

  givePassword(id: string, password: string) {
    return this.#api.call('givePassword', { params: { id }, body: { password } });
  }

  resetSecondFactor(id: string) {
    return this.#api.call('resetSecondFactor', { params: { id } });
  }

  unlink(id: string) {
    return this.#api.call('unlinkUser', { params: { id } });
  }

  export(id: string) {
    return this.#api.call('exportUser', { params: { id } });
  }

  erase(id: string) {
    return this.#api.call('eraseUser', { params: { id } });
  }
}
