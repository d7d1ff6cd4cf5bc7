import { Service, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { ConsoleSettings } from '@passline/contracts';
import { AnonymousApi } from '../../core/api/api.ts';

/** The tile server, if one is configured. */
@Service()
export class MapTiles {
  readonly #api = inject(AnonymousApi);
  readonly #settings = rxResource({ stream: () => this.#api.call('getConsoleSettings') });

  /** Undefined while loading. */
  readonly source = computed<ConsoleSettings['map'] | undefined>(() =>
    this.#settings.hasValue() ? this.#settings.value().map : this.#settings.error() ? null : undefined,
  );
}
