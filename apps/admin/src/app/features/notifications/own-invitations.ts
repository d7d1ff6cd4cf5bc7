import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { OwnInvitation } from '@passline/contracts';
import { filter, firstValueFrom, type Observable } from 'rxjs';
import { errorMessage, hasStatus } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Api } from '../../core/api/api.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { keptResource } from '../../core/state/kept-resource.ts';
import { ownInvitationTexts } from './own-invitation-texts.ts';

/** Invitations to the teams of other restaurants, which only the invited person answers. */
@Component({
  selector: 'pl-own-invitations',
  imports: [ErrorState],
  template: `
    @if (all().length > 0 || found.failure()) {
      <section aria-labelledby="own-invitations">
        <h2 id="own-invitations">{{ words().heading }}</h2>
        @if (found.failure(); as error) {
          <pl-error-state [error]="error" (again)="found.reload()" />
        } @else {
          <ul class="rows">
            @for (it of all(); track it.id) {
              <li>
                <span class="what">
                  <strong>{{ it.restaurantName }}</strong>
                  <span>
                    {{ words().from(it.invitedBy, t().shell.roles[it.role], formats.moment(it.expiresAt)) }}
                  </span>
                </span>
                <button type="button" class="act" [attr.aria-disabled]="busy()" (click)="decline(it)">
                  {{ words().decline }}<span class="unseen">: {{ it.restaurantName }}</span>
                </button>
                <button type="button" class="act primary" [attr.aria-disabled]="busy()" (click)="accept(it)">
                  {{ words().accept }}<span class="unseen">: {{ it.restaurantName }}</span>
                </button>
              </li>
            }
          </ul>
        }
      </section>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    :host:empty {
      display: none;
    }
    h2 {
      margin-block-end: var(--s2);
      font-size: var(--text-m);
      font-weight: 640;
    }
    .what > span {
      color: var(--ink-2);
    }
    @media (width < 45rem) {
      .rows > li {
        flex-wrap: wrap;
        padding-block: var(--s3);
      }
      .what {
        flex-basis: 100%;
      }
      .act {
        flex: 1;
      }
    }
  `,
})
export class OwnInvitations {
  readonly #api = inject(Api);
  readonly #session = inject(AuthSession);
  readonly #notices = inject(Notices);
  readonly #language = inject(Language);
  protected readonly formats = inject(Formats);
  protected readonly t = this.#language.messages;
  protected readonly words = computed(() => ownInvitationTexts[this.#language.code()]);
  protected readonly busy = signal(false);
  protected readonly found = keptResource(() => this.#api.call('listOwnInvitations'));
  protected readonly all = computed(() => this.found.value()?.items ?? []);

  constructor() {
    inject(Realtime)
      .client.events('notification:new')
      .pipe(
        filter(({ payload }) => payload.type === 'team_invitation'),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.found.reload());
  }

  protected accept(invitation: OwnInvitation): void {
    const params = { id: invitation.id };
    // The switch in the top bar offers the restaurant as soon as the account is read again.
    void this.#answer(invitation, this.#api.call('acceptInvitation', { params }), () =>
      this.#session.refreshUser(),
    );
  }

  protected decline(invitation: OwnInvitation): void {
    const params = { id: invitation.id };
    void this.#answer(invitation, this.#api.call('declineInvitation', { params }), () => {
      const text = this.words().declined(invitation.restaurantName);
      this.#notices.show({ tone: 'calm', text });
    });
  }

  async #answer(
    { restaurantName }: OwnInvitation,
    call: Observable<unknown>,
    answered: () => unknown,
  ): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      await firstValueFrom(call);
      await answered();
    } catch (error) {
      const text = hasStatus(error, 404) ? this.words().gone(restaurantName) : errorMessage(error, this.t());
      this.#notices.show({ tone: 'trouble', text });
    } finally {
      this.busy.set(false);
      this.found.reload();
    }
  }
}
