import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { isEmail, leastPassword } from '../../shared/forms/credentials.ts';
import { DetailField } from '../../shared/forms/detail-field.ts';
import { AccountTexts } from './account-texts.ts';

export type Entry = 'signIn' | 'register' | 'claim';
type Field = 'name' | 'email' | 'password';

/** Sign in, create an account, or make the guest on this device one with their orders. */
@Component({
  selector: 'pl-entry-form',
  imports: [DetailField, RouterLink],
  templateUrl: './entry-form.html',
  styleUrl: './account-parts.css',
})
export class EntryForm {
  readonly first = input.required<Entry>();
  readonly entered = output();

  readonly #session = inject(CustomerSession);
  readonly #formats = inject(Formats);
  readonly #language = inject(Language);
  readonly #focusFirstError = firstErrorFocus();
  protected readonly t = inject(AccountTexts).messages;

  protected readonly mail = inject(ServerSettings).mail;
  protected readonly entry = linkedSignal(() => this.first());
  protected readonly texts = computed(() => this.t().entry[this.entry()]);
  protected readonly isGuest = computed(() => this.#session.user()?.guest === true);
  protected readonly values = signal<Record<Field, string>>({ name: '', email: '', password: '' });
  protected readonly isSending = signal(false);
  readonly #tried = signal(false);
  readonly #failure = signal<string | undefined>(undefined);
  protected readonly trouble = computed(
    () => this.#failure() ?? (this.#session.ended() ? this.t().entry.ended : undefined),
  );
  readonly #missing = computed(() => {
    const { missing } = this.t().fields;
    const { name, email, password } = this.values();
    const isNew = this.entry() !== 'signIn';
    return {
      name: this.entry() === 'register' && name.trim() === '' ? missing.name : undefined,
      email: isEmail(email.trim()) ? undefined : missing.email,
      password:
        password.length >= (isNew ? leastPassword : 1)
          ? undefined
          : isNew
            ? missing.newPassword
            : missing.password,
    };
  });

  protected wrong(field: Field): string | undefined {
    return this.#tried() ? this.#missing()[field] : undefined;
  }

  protected change(field: Field, value: string): void {
    this.values.update((values) => ({ ...values, [field]: value }));
  }

  protected turn(): void {
    const other = this.isGuest() ? 'claim' : 'register';
    this.entry.update((entry) => (entry === 'signIn' ? other : 'signIn'));
    this.#failure.set(undefined);
    this.#tried.set(false);
  }

  protected async send(): Promise<void> {
    if (this.isSending()) return;
    this.#tried.set(true);
    if (Object.values(this.#missing()).some(Boolean)) {
      this.#focusFirstError();
      return;
    }
    this.isSending.set(true);
    this.#failure.set(undefined);
    try {
      await this.#enter();
    } catch (error) {
      this.#failure.set(this.#text(error));
    } finally {
      this.isSending.set(false);
    }
  }

  async #enter(): Promise<void> {
    const { name, email, password } = this.values();
    const account = { name: name.trim(), email: email.trim(), password, language: this.#language.code() };
    if (this.entry() !== 'signIn') await this.#session.register(account);
    else if (!(await this.#session.signIn(account.email, password))) {
      this.#failure.set(this.t().entry.staff);
      return;
    }
    this.entered.emit();
  }

  #text(error: unknown): string {
    const { entry } = this.t();
    const problem = problemOf(error);
    switch (problem?.code) {
      case 'bad_credentials':
        return entry.refused;
      case 'email_taken':
        return entry.taken;
      case 'rate_limited':
        return entry.tooMany(this.#formats.duration(problem.retryAfter ?? 60));
      case 'validation_failed':
        return problem.errors?.some(({ path }) => path === 'password') ? entry.weak : problem.detail;
      default:
        return errorMessage(error, this.#language.messages());
    }
  }
}
