import { Service, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { ConsoleSettings } from '@passline/contracts';
import { AnonymousApi } from './api-calls.ts';

/** What this server tells every console, also before sign-in. */
@Service()
export class ServerSettings {
  readonly #api = inject(AnonymousApi);
  readonly #settings = rxResource({ stream: () => this.#api.call('getConsoleSettings') });

  /** The tile server, null if there is none, undefined while loading. */
  readonly map = computed<ConsoleSettings['map'] | undefined>(() => this.#of('map'));
  /** Whether it sends mails; false too when that is not known. */
  readonly mail = computed(() => this.#of('mail') ?? (this.#settings.error() ? false : undefined));
  /** Whether operators must have a second factor. */
  readonly operatorSecondFactor = computed(() => this.#of('operatorSecondFactor'));
  /** With which staff and operators can sign in. */
  readonly identityProvider = computed(() => this.#of('identityProvider'));
  readonly demo = computed<ConsoleSettings['demo'] | undefined>(() => this.#of('demo'));

  #of<K extends keyof ConsoleSettings>(part: K): ConsoleSettings[K] | null | undefined {
    return this.#settings.hasValue()
      ? this.#settings.value()[part]
      : this.#settings.error()
        ? null
        : undefined;
  }
}
