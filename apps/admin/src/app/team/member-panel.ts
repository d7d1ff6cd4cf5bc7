import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject, signal } from '@angular/core';
import { email, form, maxLength, minLength, required, submit } from '@angular/forms/signals';
import type { StaffRole, User } from '@passline/contracts';
import { staffRoles } from '@passline/contracts/tables';
import { firstValueFrom } from 'rxjs';
import { problemOf, sentenceOf } from '../http/failure.ts';
import { Language } from '../text/language.ts';
import { Choices } from '../ui/choices.ts';
import { Entry } from '../ui/entry.ts';
import { firstPassword } from './first-password.ts';
import type { TeamApi } from './team-api.ts';

/** Takes somebody on, and shows once what they sign in with: nobody can read it again. */
@Component({
  selector: 'pl-member-panel',
  imports: [Choices, Entry],
  template: `
    @if (added(); as member) {
      <section class="panel">
        <h2 id="panel-title">{{ t().team.added.title(member.name) }}</h2>
        <p>{{ t().team.added.text }}</p>
        <dl>
          <div>
            <dt>{{ t().team.email }}</dt>
            <dd>{{ member.email }}</dd>
          </div>
          <div>
            <dt>{{ t().team.password }}</dt>
            <dd class="secret">{{ form.password().value() }}</dd>
          </div>
        </dl>
        <div class="acts">
          <button type="button" class="act" (click)="copy(member.email)">
            {{ copied() ? t().team.added.copied : t().team.added.copy }}
          </button>
          <button type="button" class="act primary" (click)="dialog.close(member)">
            {{ t().team.added.done }}
          </button>
        </div>
      </section>
    } @else {
      <form class="panel" novalidate (submit)="$event.preventDefault(); add()">
        <h2 id="panel-title">{{ t().team.adding }}</h2>
        <div aria-live="assertive">
          @if (trouble(); as sentence) {
            <p class="trouble">{{ sentence }}</p>
          }
        </div>
        <pl-entry [label]="t().team.name" [field]="form.name" />
        <pl-entry type="email" inputmode="email" [label]="t().team.email" [field]="form.email" />
        <pl-choices [legend]="t().team.role" [choices]="roles()" [(value)]="role" />
        <p class="hint">{{ t().team.may[role() ?? 'kitchen'] }}</p>
        <pl-entry [label]="t().team.password" [hint]="t().team.passwordHint" [field]="form.password" />
        <div class="acts">
          <button type="button" class="act" (click)="dialog.close()">{{ t().team.cancel }}</button>
          <button type="submit" class="act primary" [disabled]="busy()">{{ t().team.add }}</button>
        </div>
      </form>
    }
  `,
  styles: `
    .hint {
      margin-block-start: calc(-1 * var(--s2));
      font-size: var(--text-s);
    }
    dl {
      display: grid;
      gap: var(--s2);
    }
    dt {
      color: var(--ink-3);
      font-size: var(--text-s);
    }
    dd {
      overflow-wrap: anywhere;
      font-weight: 600;
    }
    .secret {
      font-family: ui-monospace, monospace;
      letter-spacing: 0.02em;
      user-select: all;
    }
  `,
})
export class MemberPanel {
  readonly #api = inject<TeamApi>(DIALOG_DATA);
  protected readonly dialog = inject<DialogRef<User>>(DialogRef);
  protected readonly t = inject(Language).messages;
  protected readonly busy = signal(false);
  protected readonly added = signal<User | undefined>(undefined);
  protected readonly copied = signal(false);
  protected readonly trouble = signal<string | undefined>(undefined);
  protected readonly role = signal<StaffRole | undefined>('kitchen');
  protected readonly roles = computed(() =>
    staffRoles.map((value) => ({ value, label: this.t().shell.roles[value] })),
  );
  protected readonly form = form(signal({ name: '', email: '', password: firstPassword() }), (path) => {
    required(path.name, { message: () => this.t().team.nameMissing });
    maxLength(path.name, 120);
    required(path.email, { message: () => this.t().signIn.emailMissing });
    email(path.email, { message: () => this.t().signIn.emailOdd });
    minLength(path.password, 8, { message: () => this.t().team.passwordShort });
    maxLength(path.password, 200);
  });

  protected async add(): Promise<void> {
    if (this.busy()) return;
    await submit(this.form, {
      action: async () => {
        this.busy.set(true);
        this.trouble.set(undefined);
        try {
          const member = this.#api.add({ ...this.form().value(), role: this.role() ?? 'kitchen' });
          this.added.set(await firstValueFrom(member));
        } catch (error) {
          const taken = problemOf(error)?.code === 'email_taken';
          this.trouble.set(taken ? this.t().team.taken : sentenceOf(error, this.t()));
        } finally {
          this.busy.set(false);
        }
        return undefined;
      },
    });
  }

  protected async copy(address: string): Promise<void> {
    // Where the clipboard is closed to us it can be marked by hand.
    await navigator.clipboard
      .writeText(`${address}\n${this.form.password().value()}`)
      .then(() => this.copied.set(true))
      .catch(() => undefined);
  }
}
