import { Service, computed, inject } from '@angular/core';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { identityProvider as de } from '../../core/i18n/de/identity-provider.ts';
import { identityProvider as en } from '../../core/i18n/en/identity-provider.ts';
import { Language } from '../../core/i18n/language.ts';

const texts = { en, de };

/** Texts about the identity provider, and what this server calls it. They are loaded with the parts that show them. */
@Service()
export class IdentityProviderTexts {
  readonly #language = inject(Language);
  readonly #settings = inject(ServerSettings);

  readonly words = computed(() => texts[this.#language.code()]);
  readonly label = computed(() => this.#settings.identityProvider()?.label ?? this.words().some);
}
