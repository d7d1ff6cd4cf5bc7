import { Component, inject } from '@angular/core';
import { Router } from '@angular/router';
import { Logo } from '@passline/web/ui/logo.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { SecondFactorSetup } from '../../shared/accounts/second-factor-setup.ts';

/** All that an operator sees who must set up a second factor first. */
@Component({
  selector: 'pl-required-second-factor-page',
  imports: [Logo, SecondFactorSetup],
  template: `
    <main>
      <pl-logo />
      <h1>{{ t().secondFactor.requiredTitle }}</h1>
      <p>{{ t().secondFactor.required }} {{ t().secondFactor.about }}</p>
      <pl-second-factor-setup (done)="goOn()" (cancelled)="leave()" />
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
      gap: var(--s4);
      inline-size: min(100%, 32rem);
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
export class RequiredSecondFactorPage {
  readonly #session = inject(AuthSession);
  readonly #router = inject(Router);
  protected readonly t = inject(Language).messages;

  protected async goOn(): Promise<void> {
    await this.#session.refreshUser();
    await this.#router.navigateByUrl('/', { onSameUrlNavigation: 'reload' });
  }

  protected leave(): void {
    void this.#session.signOut();
  }
}
