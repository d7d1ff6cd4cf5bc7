import { HttpClient, HttpContext } from '@angular/common/http';
import { Service, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { ConsoleSettings } from '@passline/contracts';
import { api, withoutToken } from '../../core/auth/auth-session.ts';

/** The tile server, if one is configured. */
@Service()
export class MapTiles {
  readonly #http = inject(HttpClient);
  readonly #settings = rxResource({
    stream: () =>
      this.#http.get<ConsoleSettings>(`${api}/console/settings`, {
        context: new HttpContext().set(withoutToken, true),
      }),
  });

  /** Undefined while loading. */
  readonly source = computed<ConsoleSettings['map'] | undefined>(() =>
    this.#settings.hasValue() ? this.#settings.value().map : this.#settings.error() ? null : undefined,
  );
}
