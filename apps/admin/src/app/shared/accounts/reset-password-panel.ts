import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject, signal } from '@angular/core';
import { form, maxLength, minLength, submit } from '@angular/forms/signals';
import type { User } from '@passline/contracts';
import { firstPassword } from '@passline/contracts/browser';
import { type Observable, firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { TextField } from '../forms/text-field.ts';
import { CredentialsDialog } from './credentials-dialog.ts';

export interface ResetPasswordQuestion {
  user: User;
  give: (password: string) => Observable<User>;
}

/** Resets a password: says first what it does, then shows the new credentials once. */
@Component({
  selector: 'pl-reset-password-panel',
  imports: [TextField, CredentialsDialog],
  template: `
    @if (done(); as user) {
      <pl-credentials-dialog
        [heading]="t().accounts.resetPassword.given(user.name)"
        [email]="user.email ?? ''"
        [password]="form.password().value()"
        (done)="dialog.close(user)"
      />
    } @else {
      <form class="panel" novalidate (submit)="$event.preventDefault(); give()">
        <h2 id="panel-title">{{ t().accounts.resetPassword.title(forgotten.user.name) }}</h2>
        <p>{{ t().accounts.resetPassword.text }}</p>
        <div aria-live="assertive">
          @if (trouble(); as sentence) {
            <p class="trouble">{{ sentence }}</p>
          }
        </div>
        <pl-text-field
          [label]="t().accounts.password"
          [hint]="t().accounts.firstHint"
          [field]="form.password"
        />
        <div class="acts">
          <button type="button" class="act" (click)="dialog.close()">{{ t().accounts.cancel }}</button>
          <button type="submit" class="act primary" [disabled]="busy()">
            {{ t().accounts.resetPassword.act }}
          </button>
        </div>
      </form>
    }
  `,
})
export class ResetPasswordPanel {
  protected readonly forgotten = inject<ResetPasswordQuestion>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<User>>(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly busy = signal(false);
  protected readonly done = signal<User | undefined>(undefined);
  protected readonly trouble = signal<string | undefined>(undefined);
  protected readonly form = form(signal({ password: firstPassword() }), (path) => {
    minLength(path.password, 8, { message: () => this.t().accounts.passwordShort });
    maxLength(path.password, 200);
  });

  readonly #focusFirstError = firstErrorFocus();

  protected async give(): Promise<void> {
    if (this.busy()) return;
    await submit(this.form, {
      action: async () => {
        this.busy.set(true);
        this.trouble.set(undefined);
        try {
          this.done.set(await firstValueFrom(this.forgotten.give(this.form().value().password)));
        } catch (error) {
          this.trouble.set(
            `${this.t().accounts.refused(this.forgotten.user.name)} ${errorMessage(error, this.t())}`,
          );
        } finally {
          this.busy.set(false);
        }
        return undefined;
      },
    });
    this.#focusFirstError();
  }
}
