import { Component, computed, inject } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { Logo } from '@passline/web/ui/logo.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';

/** Shown to customers and couriers, who have no pages in the console. */
@Component({
  selector: 'pl-wrong-app-page',
  imports: [Logo],
  template: `
    <main>
      <pl-logo />
      <h1>{{ words().title }}</h1>
      <p>{{ words().text(name()) }}</p>
      <button type="button" class="act primary" (click)="leave()">{{ t().wrongApp.signOut }}</button>
    </main>
  `,
  styles: `
    :host {
      display: grid;
      min-block-size: 100dvh;
      place-items: center;
    }
    main {
      display: grid;
      justify-items: start;
      gap: var(--s4);
      max-inline-size: 32rem;
      padding: var(--s5);
    }
    pl-logo {
      --mark: 3rem;
    }
    h1 {
      font-size: var(--text-xl);
    }
    p {
      color: var(--ink-2);
    }
  `,
})
export class WrongAppPage {
  readonly #session = inject(AuthSession);
  protected readonly t = inject(Language).messages;
  protected readonly name = computed(() => this.#session.user()?.name ?? '');
  protected readonly words = computed(() =>
    this.#session.user()?.role === 'courier' ? this.t().wrongApp.courier : this.t().wrongApp.customer,
  );

  protected leave(): void {
    void this.#session.signOut();
  }
}
