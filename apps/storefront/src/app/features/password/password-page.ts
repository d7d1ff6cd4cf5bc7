import { Component, computed, effect, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import type { Role } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { AnonymousApi } from '@passline/web/api/api-calls.ts';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Logo } from '@passline/web/ui/logo.ts';
import { Language } from '../../core/i18n/language.ts';
import { isEmail, leastPassword } from '../../shared/forms/credentials.ts';
import { DetailField } from '../../shared/forms/detail-field.ts';
import { PasswordTexts } from './password-texts.ts';

const pages: Partial<Record<Role, 'console' | 'courier' | 'customer'>> = {
  courier: 'courier',
  customer: 'customer',
};

/**
 * A new password for everybody: sends a link by mail and, opened by that link, takes the new password. Not in the console,
 * because a customer would wait for all of it.
 */
@Component({
  selector: 'pl-password-page',
  imports: [DetailField, Logo],
  // The link may be opened where the page is already.
  host: { '(window:hashchange)': 'takeLink()' },
  templateUrl: './password-page.html',
  styleUrls: ['../account/account-parts.css', './password-page.css'],
})
export class PasswordPage {
  readonly #api = inject(AnonymousApi);
  readonly #formats = inject(Formats);
  readonly #title = inject(Title);
  readonly #language = inject(Language);
  readonly #focusFirstError = firstErrorFocus();

  protected readonly t = inject(PasswordTexts).messages;
  protected readonly mail = inject(ServerSettings).mail;
  /** What follows `#` in the mailed link; empty without a link. */
  protected readonly link = signal('');
  protected readonly value = signal('');
  protected readonly wrong = signal<string | undefined>(undefined);
  protected readonly trouble = signal<string | undefined>(undefined);
  protected readonly isSending = signal(false);
  protected readonly hasEnded = signal(false);
  /** The address that was asked for. */
  protected readonly sentTo = signal<string | undefined>(undefined);
  protected readonly savedFor = signal<Role | undefined>(undefined);
  protected readonly page = computed(() => {
    const role = this.savedFor();
    return role && (pages[role] ?? 'console');
  });
  protected readonly heading = computed(() => {
    const { ask, choose, done } = this.t();
    return this.savedFor() ? done.title : this.link() && !this.hasEnded() ? choose.title : ask.title;
  });

  constructor() {
    this.takeLink();
    effect(() => this.#title.setTitle(this.heading()));
  }

  protected takeLink(): void {
    const link = location.hash.slice(1);
    if (!link) return;
    this.askAnew();
    this.link.set(link);
    // The link is a secret: it does not stay in the history of the browser.
    history.replaceState(history.state, '', location.pathname);
  }

  protected ask(): Promise<void> {
    const email = this.value().trim();
    return this.#send(isEmail(email) ? undefined : this.t().ask.missing, async () => {
      await firstValueFrom(
        this.#api.call('forgotPassword', { body: { email, language: this.#language.code() } }),
      );
      this.sentTo.set(email);
    });
  }

  protected choose(): Promise<void> {
    const password = this.value();
    const { missing } = this.t().choose;
    return this.#send(password.length < leastPassword ? missing : undefined, async () => {
      const body = { link: this.link(), password };
      const { role } = await firstValueFrom(this.#api.call('choosePassword', { body }));
      this.savedFor.set(role);
    });
  }

  protected askAnew(): void {
    this.link.set('');
    this.hasEnded.set(false);
    this.sentTo.set(undefined);
    this.value.set('');
  }

  async #send(wrong: string | undefined, act: () => Promise<void>): Promise<void> {
    if (this.isSending()) return;
    this.wrong.set(wrong);
    this.trouble.set(undefined);
    if (wrong) {
      this.#focusFirstError();
      return;
    }
    this.isSending.set(true);
    try {
      await act();
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.isSending.set(false);
    }
  }

  #refuse(error: unknown): void {
    const problem = problemOf(error);
    if (problem?.code === 'link_ended') this.hasEnded.set(true);
    else if (problem?.code === 'validation_failed')
      this.wrong.set(this.link() ? this.t().choose.weak : this.t().ask.missing);
    else if (problem?.code === 'rate_limited')
      this.trouble.set(this.t().tooMany(this.#formats.duration(problem.retryAfter ?? 60)));
    else this.trouble.set(errorMessage(error, this.#language.messages()));
  }
}
