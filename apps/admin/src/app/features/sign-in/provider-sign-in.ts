import { Component, afterNextRender, computed, inject, input, model, output } from '@angular/core';
import { requestPath, routes } from '@passline/contracts/routes';
import { errorMessage, hasStatus } from '@passline/web/api/api-error.ts';
import { AuthSession, type FirstStep } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { IdentityProviderTexts } from '../../shared/accounts/identity-provider-texts.ts';

/** The way to the identity provider, and what came of it. Loaded only where the server has one. */
@Component({
  selector: 'pl-provider-sign-in',
  template: `<a class="act" [href]="path()">{{ texts.words().signIn(texts.label()) }}</a>`,
  styles: `
    :host {
      display: grid;
    }
    a {
      min-block-size: 3.5rem;
    }
  `,
})
export class ProviderSignIn {
  readonly busy = model(false);
  readonly next = input<string>();
  /** Of a browser that is back from the provider: `done`, with a cookie for a session, or why it has none. */
  readonly outcome = input<string>();
  /** With the step that is left, if there is one. */
  readonly signedIn = output<FirstStep | undefined>();
  readonly refused = output<string>();

  readonly #session = inject(AuthSession);
  readonly #t = inject(Language).messages;
  protected readonly texts = inject(IdentityProviderTexts);
  protected readonly path = computed(() => {
    const next = this.next();
    // The server refuses everything else.
    const isPath = next !== undefined && /^\/(?![/\\])/.test(next);
    return requestPath(routes.startProviderSignIn, {}, isPath ? { next } : {});
  });

  constructor() {
    afterNextRender(() => {
      if (this.outcome() === 'done') void this.#open();
      else this.#say(this.outcome());
    });
  }

  async #open(): Promise<void> {
    this.busy.set(true);
    try {
      this.signedIn.emit(await this.#session.signInFromProvider());
    } catch (error) {
      if (hasStatus(error, 410)) this.#say('sign_in_expired');
      else if (hasStatus(error, 409)) this.#say('account_of_another');
      else this.refused.emit(errorMessage(error, this.#t()));
    } finally {
      this.busy.set(false);
    }
  }

  #say(problem = ''): void {
    const { problems } = this.texts.words();
    if (Object.hasOwn(problems, problem))
      this.refused.emit(problems[problem as keyof typeof problems](this.texts.label()));
  }
}
