import { Component, computed, inject, output, signal } from '@angular/core';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { downloadJson } from '@passline/web/files/download-json.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { forgetCustomer } from '@passline/web/storage/kept-on-device.ts';
import { DetailField } from '../../shared/forms/detail-field.ts';
import { AccountTexts } from './account-texts.ts';
import { OwnPassword } from './own-password.ts';

/** Who is signed in, their data as a file, and the ways out: sign out, or erase everything. */
@Component({
  selector: 'pl-own-data',
  imports: [DetailField, OwnPassword],
  templateUrl: './own-data.html',
  styleUrl: './account-parts.css',
})
export class OwnData {
  readonly erased = output();

  readonly #session = inject(CustomerSession);
  readonly #shared = inject(Language).messages;
  readonly #focusFirstError = firstErrorFocus();
  protected readonly t = inject(AccountTexts).messages;
  protected readonly user = this.#session.user;

  protected readonly who = computed(() => {
    const { data } = this.t();
    const user = this.user();
    if (!user) return '';
    return user.email === null ? data.guest(user.name) : data.signedInAs(user.name, user.email);
  });
  protected readonly asking = signal<'leave' | 'erase' | undefined>(undefined);
  protected readonly password = signal('');
  protected readonly wrong = signal<string | undefined>(undefined);
  protected readonly trouble = signal<string | undefined>(undefined);
  protected readonly isSending = signal(false);

  protected ask(what: 'leave' | 'erase' | undefined): void {
    this.asking.set(what);
    this.password.set('');
    this.wrong.set(undefined);
    this.trouble.set(undefined);
  }

  protected async download(): Promise<void> {
    await this.#send(async () =>
      downloadJson(await this.#session.client.call('exportMe'), this.t().data.file),
    );
  }

  protected async leave(): Promise<void> {
    if (this.user()?.guest && this.asking() !== 'leave') this.ask('leave');
    else await this.#session.signOut();
  }

  protected async erase(): Promise<void> {
    const isGuest = this.user()?.guest;
    if (!isGuest && this.password() === '') {
      this.wrong.set(this.t().fields.missing.password);
      this.#focusFirstError();
      return;
    }
    await this.#send(async () => {
      const body = isGuest ? {} : { password: this.password() };
      await this.#session.client.call('eraseMe', { body });
      forgetCustomer();
      this.erased.emit();
      await this.#session.signOut();
    });
  }

  async #send(act: () => Promise<void>): Promise<void> {
    if (this.isSending()) return;
    this.isSending.set(true);
    this.wrong.set(undefined);
    this.trouble.set(undefined);
    try {
      await act();
    } catch (error) {
      const { erasing } = this.t().data;
      const code = problemOf(error)?.code;
      if (code === 'password_wrong') {
        this.wrong.set(erasing.wrong);
        this.#focusFirstError();
      } else this.trouble.set(code === 'order_open' ? erasing.open : errorMessage(error, this.#shared()));
    } finally {
      this.isSending.set(false);
    }
  }
}
