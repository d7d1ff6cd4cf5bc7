import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { email, form, maxLength, minLength, required, submit } from '@angular/forms/signals';
import type { Role, User } from '@passline/contracts';
import { firstPassword, isStaff } from '@passline/contracts/browser';
import { type Observable, firstValueFrom } from 'rxjs';
import { errorMessage, problemOf } from '@passline/web/api/api-error.ts';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import type { LanguageCode } from '@passline/web/i18n/language.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { Language } from '../../core/i18n/language.ts';
import { ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { TextField } from '../forms/text-field.ts';
import { CredentialsDialog } from './credentials-dialog.ts';
import { RestaurantSelect } from '../restaurant/restaurant-select.ts';

interface NewAccount {
  name: string;
  email: string;
  /** Without: the person is invited by mail to choose one. */
  password?: string;
  language?: LanguageCode;
  role: Role;
  restaurantId?: string;
}
/** Who creates accounts: an owner for the own restaurant, an operator for any. */
export interface NewAccountQuestion {
  title: string;
  act: string;
  roles: readonly [Role, ...Role[]];
  may: Record<string, string>;
  opened: (name: string) => string;
  /** Operators choose the restaurant of staff. */
  anywhere: boolean;
  open: (account: NewAccount) => Observable<User>;
}

/** Creates an account and shows its credentials once. */
@Component({
  selector: 'pl-account-panel',
  imports: [ChoiceGroup, TextField, CredentialsDialog, RestaurantSelect],
  template: `
    @if (opened(); as user) {
      @if (isInvited()) {
        <div class="panel">
          <h2 id="panel-title">{{ given.opened(user.name) }}</h2>
          <p role="status">{{ t().accounts.invited(user.email ?? '') }}</p>
          <div class="acts">
            <button type="button" class="act primary" (click)="dialog.close(user)">
              {{ t().accounts.credentials.done }}
            </button>
          </div>
        </div>
      } @else {
        <pl-credentials-dialog
          [heading]="given.opened(user.name)"
          [email]="user.email ?? ''"
          [password]="form.password().value()"
          (done)="dialog.close(user)"
        />
      }
    } @else {
      <form class="panel" novalidate (submit)="$event.preventDefault(); open()">
        <h2 id="panel-title">{{ given.title }}</h2>
        <div aria-live="assertive">
          @if (trouble(); as sentence) {
            <p class="trouble">{{ sentence }}</p>
          }
        </div>
        <pl-text-field [label]="t().accounts.name" [field]="form.name" />
        <pl-text-field type="email" inputmode="email" [label]="t().accounts.email" [field]="form.email" />
        <pl-choice-group [legend]="t().accounts.role" [choices]="roles()" [(value)]="role" />
        <p class="hint">{{ given.may[role() ?? given.roles[0]] }}</p>
        @if (asksWhere()) {
          <pl-restaurant-select [(restaurantId)]="restaurantId" />
        }
        @if (mail()) {
          <pl-choice-group [legend]="t().accounts.access" [choices]="ways()" [(value)]="way" />
        }
        @if (!isInvited()) {
          <pl-text-field
            [label]="t().accounts.first"
            [hint]="t().accounts.firstHint"
            [field]="form.password"
          />
        }
        <div class="acts">
          <button type="button" class="act" (click)="dialog.close()">{{ t().accounts.cancel }}</button>
          <button type="submit" class="act primary" [disabled]="busy()">{{ given.act }}</button>
        </div>
      </form>
    }
  `,
  styles: `
    .hint {
      margin-block-start: calc(-1 * var(--s2));
      font-size: var(--text-s);
    }
  `,
})
export class AccountPanel {
  protected readonly given = inject<NewAccountQuestion>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<User>>(DialogRef);
  readonly #language = inject(Language);
  protected readonly t = this.#language.messages;
  /** Whether this server sends mails. */
  protected readonly mail = inject(ServerSettings).mail;
  protected readonly way = signal<'invitation' | 'password'>('invitation');
  protected readonly ways = computed(() => [
    { value: 'invitation' as const, label: this.t().accounts.byInvitation },
    { value: 'password' as const, label: this.t().accounts.byPassword },
  ]);
  protected readonly isInvited = computed(() => this.mail() === true && this.way() === 'invitation');
  protected readonly busy = signal(false);
  protected readonly opened = signal<User | undefined>(undefined);
  protected readonly trouble = signal<string | undefined>(undefined);
  protected readonly role = signal<Role | undefined>(this.given.roles[0]);
  protected readonly restaurantId = signal<string | null>(null);
  protected readonly roles = computed(() =>
    this.given.roles.map((value) => ({ value, label: this.t().shell.roles[value] })),
  );
  protected readonly asksWhere = computed(
    () => this.given.anywhere && isStaff(this.role() ?? this.given.roles[0]),
  );
  protected readonly form = form(signal({ name: '', email: '', password: firstPassword() }), (path) => {
    required(path.name, { message: () => this.t().accounts.nameMissing });
    maxLength(path.name, 120);
    required(path.email, { message: () => this.t().signIn.emailMissing });
    email(path.email, { message: () => this.t().signIn.emailOdd });
    minLength(path.password, 8, { message: () => this.t().accounts.passwordShort });
    maxLength(path.password, 200);
  });

  readonly #focusFirstError = firstErrorFocus();

  protected async open(): Promise<void> {
    if (this.busy()) return;
    await submit(this.form, {
      action: async () => {
        const where = this.asksWhere() ? this.restaurantId() : null;
        if (this.asksWhere() && !where) {
          this.trouble.set(this.t().accountsPage.moving.where);
          return undefined;
        }
        this.busy.set(true);
        this.trouble.set(undefined);
        try {
          const { password, ...person } = this.form().value();
          const access = this.isInvited() ? { language: this.#language.code() } : { password };
          const account = { ...person, ...access, role: this.role() ?? this.given.roles[0] };
          const opening = this.given.open({ ...account, ...(where && { restaurantId: where }) });
          this.opened.set(await firstValueFrom(opening));
        } catch (error) {
          if (problemOf(error)?.code === 'email_taken')
            return { kind: 'taken', message: this.t().accounts.taken, fieldTree: this.form.email };
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
