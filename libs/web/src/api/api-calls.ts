import { PendingTasks, Service, inject } from '@angular/core';
import {
  type Answer,
  ApiClient,
  type CallArguments,
  type CallName,
  type RequestArguments,
} from '@passline/api-client';
import { type Observable, defer, finalize, from } from 'rxjs';

/** The REST API as Observables. A subclass says with whose rights. */
export abstract class ApiCalls {
  /** The app is stable only when its first requests are answered. */
  readonly #pending = inject(PendingTasks);
  protected abstract readonly client: ApiClient;

  /** Each subscription sends a request, and unsubscribing cancels it. */
  call<N extends CallName>(name: N, ...[request]: RequestArguments<N>): Observable<Answer<N>> {
    return defer(() => {
      const cancel = new AbortController();
      const answered = this.#pending.add();
      const args = [request, { signal: cancel.signal }] as CallArguments<N>;
      return from(this.client.call(name, ...args)).pipe(
        finalize(() => {
          cancel.abort();
          answered();
        }),
      );
    });
  }
}

/** The REST API for what visitors may see: it neither uses nor ends an old session in this browser. */
@Service()
export class AnonymousApi extends ApiCalls {
  protected readonly client = new ApiClient();
}
