import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { email, form, maxLength, required, submit } from '@angular/forms/signals';
import type { StaffRole, TeamInvitation } from '@passline/contracts';
import { staffRoles } from '@passline/contracts/browser';
import { firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import type { TeamApi } from '../../shared/accounts/team-api.ts';
import { TextField } from '../../shared/forms/text-field.ts';
import { invitationTexts } from './invitation-texts.ts';

/** Invites a person who has an account already. */
@Component({
  selector: 'pl-invite-panel',
  imports: [ChoiceGroup, TextField],
  template: `
    <form class="panel" novalidate (submit)="$event.preventDefault(); send()">
      <h2 id="panel-title">{{ words().title }}</h2>
      <p>{{ words().text }}</p>
      <div aria-live="assertive">
        @if (trouble(); as sentence) {
          <p class="trouble">{{ sentence }}</p>
        }
      </div>
      <pl-text-field type="email" inputmode="email" [label]="t().accounts.email" [field]="form.email" />
      <pl-choice-group [legend]="t().accounts.role" [choices]="roles()" [(value)]="role" />
      <p class="hint">{{ t().team.may[role() ?? 'kitchen'] }}</p>
      <div class="acts">
        <button type="button" class="act" (click)="dialog.close()">{{ t().accounts.cancel }}</button>
        <button type="submit" class="act primary" [attr.aria-disabled]="busy()">{{ words().send }}</button>
      </div>
    </form>
  `,
  styles: `
    .hint {
      margin-block-start: calc(-1 * var(--s2));
      font-size: var(--text-s);
    }
  `,
})
export class InvitePanel {
  readonly #api = inject<Pick<TeamApi, 'invite'>>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<TeamInvitation>>(DialogRef);
  readonly #language = inject(Language);
  protected readonly t = this.#language.messages;
  protected readonly words = computed(() => invitationTexts[this.#language.code()]);
  protected readonly busy = signal(false);
  protected readonly trouble = signal<string | undefined>(undefined);
  protected readonly role = signal<StaffRole | undefined>('kitchen');
  protected readonly roles = computed(() =>
    staffRoles.toReversed().map((value) => ({ value, label: this.t().shell.roles[value] })),
  );
  protected readonly form = form(signal({ email: '' }), (path) => {
    required(path.email, { message: () => this.t().signIn.emailMissing });
    email(path.email, { message: () => this.t().signIn.emailOdd });
    maxLength(path.email, 200);
  });
  readonly #focusFirstError = firstErrorFocus();

  protected async send(): Promise<void> {
    if (this.busy()) return;
    await submit(this.form, {
      action: async () => {
        this.busy.set(true);
        this.trouble.set(undefined);
        try {
          const { email } = this.form().value();
          const invitation = { email, role: this.role() ?? 'kitchen', language: this.#language.code() };
          this.dialog.close(await firstValueFrom(this.#api.invite(invitation)));
        } catch (error) {
          this.trouble.set(errorMessage(error, this.t()));
        } finally {
          this.busy.set(false);
        }
        return undefined;
      },
    });
    this.#focusFirstError();
  }
}
