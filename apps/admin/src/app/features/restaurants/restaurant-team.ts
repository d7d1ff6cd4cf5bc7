import { Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { User } from '@passline/contracts';
import { staffRoles } from '@passline/contracts/browser';
import { AccountPanel, type NewAccountQuestion } from '../../shared/accounts/account-panel.ts';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Panels } from '../../shared/ui/panels.ts';
import { AccountsApi } from '../../shared/accounts/accounts-api.ts';

/** The team of a restaurant. Operators add its first owner, who adds everyone else. */
@Component({
  selector: 'pl-restaurant-team',
  imports: [Icon, RouterLink],
  template: `
    <header>
      <h2 id="team-title">{{ t().team.heading }}</h2>
      <button type="button" class="act" [class.primary]="deserted()" (click)="add()">
        <pl-icon name="plus" /> {{ t().team.add }}
      </button>
    </header>
    @if (deserted()) {
      <p role="status">{{ t().profile.noStaff }}</p>
    }
    @if (team().length > 0) {
      <ul class="rows pressed" aria-labelledby="team-title">
        @for (member of team(); track member.id) {
          <li>
            <a [routerLink]="['/users', member.id]">
              <span class="what">
                <strong>{{ member.name }}</strong>
                <small>{{ member.email }}</small>
              </span>
              <span class="state">
                {{ t().shell.roles[member.role] }}
                @if (member.disabled) {
                  <small>{{ t().accounts.off }}</small>
                }
              </span>
            </a>
          </li>
        }
      </ul>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--s3);
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
    }
    h2 {
      font-size: var(--text-l);
    }
  `,
})
export class RestaurantTeam {
  readonly restaurantId = input.required<string>();
  readonly team = input.required<readonly User[]>();
  readonly joined = output();

  readonly #users = inject(AccountsApi);
  readonly #panels = inject(Panels);
  readonly #notices = inject(Notices);
  protected readonly t = inject(Language).messages;
  /** Without staff, orders would go unanswered. */
  protected readonly deserted = computed(() => this.team().every(({ disabled }) => disabled));

  protected async add(): Promise<void> {
    const { team } = this.t();
    const opening: NewAccountQuestion = {
      title: team.adding,
      act: team.add,
      roles: staffRoles,
      may: team.may,
      opened: team.added,
      anywhere: false,
      open: (account) => this.#users.open({ ...account, restaurantId: this.restaurantId() }),
    };
    const user = await this.#panels.ask<User>(AccountPanel, opening);
    if (!user) return;
    this.joined.emit();
    this.#notices.show({ tone: 'calm', text: team.added(user.name) });
  }
}
