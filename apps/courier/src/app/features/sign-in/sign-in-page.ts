import { Component, computed, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { errorMessage, hasStatus, problemOf } from '@passline/web/api/api-error.ts';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Logo } from '@passline/web/ui/logo.ts';
import { Language } from '../../core/i18n/language.ts';
import { CourierSession, NotACourier } from '../../core/session/courier-session.ts';

/** Couriers sign in here; other accounts read where their page is. */
@Component({
  selector: 'pl-sign-in-page',
  imports: [Icon, Logo],
  templateUrl: './sign-in-page.html',
  styleUrl: './sign-in-page.css',
})
export class SignInPage {
  readonly #session = inject(CourierSession);
  readonly #router = inject(Router);
  readonly #formats = inject(Formats);
  readonly #settings = inject(ServerSettings);
  readonly #failure = signal<unknown>(undefined);

  protected readonly t = inject(Language).messages;
  protected readonly mail = this.#settings.mail;
  protected readonly isBusy = signal(false);
  protected readonly isIncomplete = signal(false);
  protected readonly isStaff = computed(() => {
    const failure = this.#failure();
    return failure instanceof NotACourier && failure.isStaff;
  });
  protected readonly demoAccounts = computed(() => {
    const demo = this.#settings.demo();
    return demo?.accounts
      .filter(({ role }) => role === 'courier')
      .map(({ email, name }) => ({ email, name, password: demo.password }));
  });
  protected readonly trouble = computed(() => {
    const { signIn } = this.t();
    const failure = this.#failure();
    if (this.isIncomplete()) return signIn.missing;
    if (failure === undefined) return this.#session.ended() ? signIn.ended : undefined;
    if (failure instanceof NotACourier) return failure.isStaff ? signIn.staff : signIn.customer;
    if (hasStatus(failure, 401)) return signIn.refused;
    const wait = problemOf(failure)?.retryAfter;
    return wait ? signIn.tooMany(this.#formats.duration(wait)) : errorMessage(failure, this.t());
  });

  protected async signIn(email: string, password: string): Promise<void> {
    if (this.isBusy()) return;
    this.#failure.set(undefined);
    this.isIncomplete.set(!email.trim() || !password);
    if (this.isIncomplete()) return;
    this.isBusy.set(true);
    try {
      await this.#session.signIn(email.trim(), password);
      await this.#router.navigateByUrl('/');
    } catch (error) {
      this.#failure.set(error);
    } finally {
      this.isBusy.set(false);
    }
  }
}
