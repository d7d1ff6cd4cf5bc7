import { Component, computed, inject, signal } from '@angular/core';
import type { TeamInvitation } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { keptResource } from '../../core/state/kept-resource.ts';
import { TeamApi } from '../../shared/accounts/team-api.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { invitationTexts } from './invitation-texts.ts';

/** Open invitations to the team. Owners send and withdraw them. */
@Component({
  selector: 'pl-team-invitations',
  imports: [ErrorState, Icon],
  template: `
    @if (mayChange()) {
      <button type="button" class="act" (click)="invite()"><pl-icon name="inbox" /> {{ words().act }}</button>
    }
    @if (all().length > 0 || found.failure()) {
      <section aria-labelledby="invitations-title">
        <h2 id="invitations-title">{{ words().heading }}</h2>
        @if (found.failure(); as error) {
          <pl-error-state [error]="error" (again)="found.reload()" />
        } @else {
          <p>{{ words().hint }}</p>
          <ul class="rows">
            @for (it of all(); track it.id) {
              <li>
                <span class="what">
                  <strong>{{ it.email }}</strong>
                  <small>{{ words().until(t().shell.roles[it.role], formats.moment(it.expiresAt)) }}</small>
                </span>
                @if (mayChange()) {
                  <button
                    type="button"
                    class="act"
                    [attr.aria-disabled]="asked() === it.id"
                    (click)="withdraw(it)"
                  >
                    {{ words().withdraw }}<span class="unseen">: {{ it.email }}</span>
                  </button>
                }
              </li>
            }
          </ul>
        }
      </section>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s4);
    }
    :host:empty {
      display: none;
    }
    .act {
      justify-self: start;
    }
    h2 {
      font-size: var(--text-l);
    }
    p {
      margin-block-end: var(--s2);
      color: var(--ink-2);
    }
    .what strong {
      overflow-wrap: anywhere;
    }
  `,
})
export class TeamInvitations {
  readonly #api = inject(TeamApi);
  readonly #own = inject(OwnRestaurant);
  readonly #panels = inject(Panels);
  readonly #notices = inject(Notices);
  readonly #language = inject(Language);
  protected readonly formats = inject(Formats);
  protected readonly t = this.#language.messages;
  protected readonly words = computed(() => invitationTexts[this.#language.code()]);
  protected readonly mayChange = computed(() => this.#own.may('restaurant:team:change'));
  protected readonly asked = signal<string | undefined>(undefined);
  protected readonly found = keptResource(() => this.#api.invitations());
  protected readonly all = computed(() => this.found.value()?.items ?? []);

  protected async invite(): Promise<void> {
    const panel = import('./invite-panel.ts').then((it) => it.InvitePanel);
    const sent = await this.#panels.load<TeamInvitation>(panel, this.#api);
    if (!sent) return;
    this.found.reload();
    this.#notices.show({ tone: 'calm', text: this.words().sent(sent.email) });
  }

  protected async withdraw({ id, email }: TeamInvitation): Promise<void> {
    if (this.asked() !== undefined) return;
    this.asked.set(id);
    try {
      await firstValueFrom(this.#api.withdraw(id));
      this.#notices.show({ tone: 'calm', text: this.words().withdrawn(email) });
    } catch (error) {
      const text = `${this.words().refused(email)} ${errorMessage(error, this.t())}`;
      this.#notices.show({ tone: 'trouble', text });
    } finally {
      this.asked.set(undefined);
      this.found.reload();
    }
  }
}
