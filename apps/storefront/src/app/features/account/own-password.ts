import { Component, inject, signal } from '@angular/core';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { CustomerSession } from '../../core/session/customer-session.ts';
import { leastPassword } from '../../shared/forms/credentials.ts';
import { DetailField } from '../../shared/forms/detail-field.ts';
import { AccountTexts } from './account-texts.ts';

/** A new password in place of the current one. */
@Component({
  selector: 'pl-own-password',
  imports: [DetailField],
  template: `
    @if (user()?.passwordGiven) {
      <p class="question">{{ t().password.given }}</p>
    }
    @if (isDone()) {
      <p class="done" role="status">{{ t().password.done }}</p>
    }
    @if (isOpen()) {
      <form novalidate (submit)="$event.preventDefault(); save()">
        @if (trouble(); as sentence) {
          <p class="trouble" role="alert">{{ sentence }}</p>
        }
        <pl-detail-field
          name="current"
          type="password"
          autocomplete="current-password"
          [most]="200"
          [label]="t().password.current"
          [wrong]="wrong().current"
          [value]="current()"
          (changed)="current.set($event)"
        />
        <pl-detail-field
          name="next"
          type="password"
          autocomplete="new-password"
          [most]="200"
          [label]="t().password.next"
          [hint]="t().fields.passwordHint"
          [wrong]="wrong().next"
          [value]="next()"
          (changed)="next.set($event)"
        />
        <div class="acts">
          <button type="submit" class="act primary" [attr.aria-disabled]="isSending()">
            {{ t().password.submit }}
          </button>
          <button type="button" class="act" (click)="isOpen.set(false)">{{ t().password.cancel }}</button>
        </div>
      </form>
    } @else {
      <div class="acts">
        <button type="button" class="act" (click)="open()">{{ t().password.change }}</button>
      </div>
    }
  `,
  styleUrl: './account-parts.css',
})
export class OwnPassword {
  readonly #session = inject(CustomerSession);
  readonly #shared = inject(Language).messages;
  readonly #focusFirstError = firstErrorFocus();
  protected readonly t = inject(AccountTexts).messages;
  protected readonly user = this.#session.user;

  protected readonly isOpen = signal(false);
  protected readonly isDone = signal(false);
  protected readonly isSending = signal(false);
  protected readonly current = signal('');
  protected readonly next = signal('');
  protected readonly wrong = signal<{ current?: string; next?: string }>({});
  protected readonly trouble = signal<string | undefined>(undefined);

  protected open(): void {
    this.current.set('');
    this.next.set('');
    this.wrong.set({});
    this.trouble.set(undefined);
    this.isDone.set(false);
    this.isOpen.set(true);
  }

  protected async save(): Promise<void> {
    if (this.isSending()) return;
    const { missing } = this.t().fields;
    this.trouble.set(undefined);
    this.#mark({
      ...(this.current() === '' && { current: missing.password }),
      ...(this.next().length < leastPassword && { next: missing.newPassword }),
    });
    if (Object.keys(this.wrong()).length > 0) return;
    this.isSending.set(true);
    try {
      const body = { currentPassword: this.current(), newPassword: this.next() };
      await this.#session.client.call('changePassword', { body });
      await this.#session.refreshUser();
      this.isOpen.set(false);
      this.isDone.set(true);
    } catch (error) {
      this.#refuse(error);
    } finally {
      this.isSending.set(false);
    }
  }

  #refuse(error: unknown): void {
    const problem = problemOf(error);
    if (problem?.code === 'password_wrong') this.#mark({ current: this.t().data.erasing.wrong });
    else if (problem?.code === 'validation_failed') this.#mark({ next: this.t().entry.weak });
    else this.trouble.set(errorMessage(error, this.#shared()));
  }

  #mark(wrong: { current?: string; next?: string }): void {
    this.wrong.set(wrong);
    if (Object.keys(wrong).length > 0) this.#focusFirstError();
  }
}
