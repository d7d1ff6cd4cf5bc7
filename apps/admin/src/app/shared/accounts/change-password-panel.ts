import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { form, maxLength, minLength, required, submit, validate } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { Api } from '../../core/api/api.ts';
import { problemOf } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { TextField } from '../forms/text-field.ts';
import { Notices } from '../../core/notices/notices.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { attemptTrouble } from './attempt-trouble.ts';

/** Changes the user's own password. Users with an assigned password are asked to, and may postpone it. */
@Component({
  selector: 'pl-change-password-panel',
  imports: [TextField],
  template: `
    <form class="panel" novalidate (submit)="$event.preventDefault(); change()">
      <h2 id="panel-title">{{ given ? t().password.givenTitle : t().password.title }}</h2>
      <p>{{ given ? t().password.given : t().password.text }}</p>
      <div aria-live="assertive">
        @if (trouble(); as sentence) {
          <p class="trouble">{{ sentence }}</p>
        }
      </div>
      <!-- Tells password managers which account this is. -->
      <input hidden autocomplete="username" readonly [value]="email" />
      <pl-text-field
        type="password"
        autocomplete="current-password"
        [label]="given ? t().password.first : t().password.current"
        [field]="form.current"
      />
      <pl-text-field
        type="password"
        autocomplete="new-password"
        [label]="t().password.next"
        [hint]="t().password.hint"
        [field]="form.next"
      />
      <pl-text-field
        type="password"
        autocomplete="new-password"
        [label]="t().password.again"
        [field]="form.again"
      />
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">
          {{ given ? t().password.later : t().password.cancel }}
        </button>
        <button type="submit" class="act primary" [attr.aria-disabled]="busy()">
          {{ busy() ? t().password.busy : t().password.act }}
        </button>
      </div>
    </form>
  `,
})
export class ChangePasswordPanel {
  readonly #api = inject(Api);
  readonly #session = inject(AuthSession);
  readonly #notices = inject(Notices);
  readonly #formats = inject(Formats);
  protected readonly dialog = inject(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly given = this.#session.user()?.passwordGiven ?? false;
  protected readonly email = this.#session.user()?.email ?? '';
  protected readonly busy = signal(false);
  readonly #failure = signal<unknown>(undefined);

  protected readonly form = form(signal({ current: '', next: '', again: '' }), (path) => {
    required(path.current, { message: () => this.t().signIn.passwordMissing });
    required(path.next, { message: () => this.t().password.short });
    minLength(path.next, 8, { message: () => this.t().password.short });
    maxLength(path.next, 200, { message: () => this.t().password.long });
    validate(path.next, (field) =>
      field.value() !== '' && field.value() === field.valueOf(path.current)
        ? { kind: 'same', message: this.t().password.same }
        : null,
    );
    validate(path.again, (field) =>
      field.value() === field.valueOf(path.next)
        ? null
        : { kind: 'differs', message: this.t().password.differs },
    );
  });

  protected readonly trouble = computed(() => {
    const failure = this.#failure();
    if (failure === undefined) return undefined;
    return attemptTrouble(failure, this.t(), this.#formats);
  });

  readonly #focusFirstError = firstErrorFocus();

  protected async change(): Promise<void> {
    if (this.busy()) return;
    await submit(this.form, {
      action: async () => {
        const { current: currentPassword, next: newPassword } = this.form().value();
        const body = { currentPassword, newPassword };
        this.busy.set(true);
        this.#failure.set(undefined);
        try {
          await firstValueFrom(this.#api.call('changePassword', { body }));
          this.#notices.show({ tone: 'calm', text: this.t().password.changed });
          this.dialog.close();
          // Only the "assigned password" flag is outdated, and the next start reloads it.
          this.#session.refreshUser().catch(() => undefined);
        } catch (error) {
          if (problemOf(error)?.code === 'password_wrong')
            return { kind: 'wrong', message: this.t().password.wrong, fieldTree: this.form.current };
          this.#failure.set(error);
        } finally {
          this.busy.set(false);
        }
        return undefined;
      },
    });
    this.#focusFirstError();
  }
}
