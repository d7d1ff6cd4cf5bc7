import { Component, computed, inject, input, viewChild } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import type { AuditAction } from '@passline/contracts';
import { map } from 'rxjs';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { dayIn, plusDays, startOfDay } from '../../shared/dates/date-range.ts';
import { TeamApi } from '../../shared/accounts/team-api.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { AccountsApi } from '../../shared/accounts/accounts-api.ts';
import type { AuditLogFilter } from '../../shared/audit-log/audit-log-api.ts';
import { AuditLogList } from '../../shared/audit-log/audit-log-list.ts';

/** The audit log. Filters are in the URL. */
@Component({
  selector: 'pl-audit-log-page',
  imports: [Icon, AuditLogList],
  providers: [TeamApi],
  template: `
    <header>
      <h1>{{ t().auditLog.heading }}</h1>
      <p>{{ t().auditLog.sentence }}</p>
    </header>
    <div class="tools">
      <div class="field">
        <label for="audit-action">{{ t().auditLog.kind }}</label>
        <select
          #actionSelect
          class="entry"
          id="audit-action"
          [value]="action() ?? ''"
          (change)="setFilter({ action: actionSelect.value || null })"
        >
          <option value="" [selected]="!action()">{{ t().auditLog.all }}</option>
          @for (it of selectableActions(); track it.action) {
            <option [value]="it.action" [selected]="it.action === action()">{{ it.label }}</option>
          }
        </select>
      </div>
      <div class="field day">
        <label for="audit-day">{{ t().auditLog.day }}</label>
        <input
          #date
          class="entry numbers"
          id="audit-day"
          type="date"
          [max]="today()"
          [value]="day() ?? ''"
          (change)="setFilter({ day: date.value || null })"
        />
      </div>
      @if (user()) {
        <button type="button" class="act" (click)="setFilter({ user: null })">
          {{ t().auditLog.about(userName()) }} <pl-icon name="cross" />
          <span class="unseen">{{ t().auditLog.everyone }}</span>
        </button>
      }
    </div>
    <pl-audit-log-list [filter]="filter()" />
  `,
  styles: `
    .tools > .day {
      flex: 0 1 12rem;
    }
  `,
  host: { class: 'page' },
})
export class AuditLogPage {
  /** Query parameters. */
  readonly user = input<string>();
  readonly action = input<AuditAction>();
  readonly day = input<string>();

  readonly #router = inject(Router);
  readonly #accounts = inject(AccountsApi);
  readonly #team = inject(TeamApi);
  readonly #isOperator = inject(AuthSession).user()?.role === 'operator';
  protected readonly t = inject(Language).messages;
  readonly #zone = inject(Formats).zone;
  protected readonly today = computed(() => dayIn(this.#zone(), new Date()));

  protected readonly filter = computed<AuditLogFilter>(() => {
    const day = this.day();
    // The day comes from the URL and may be invalid; then it is ignored.
    const isValidDay = day !== undefined && !Number.isNaN(Date.parse(`${day}T00:00Z`));
    return {
      user: this.user(),
      action: this.action(),
      from: isValidDay ? startOfDay(day, this.#zone()).toISOString() : undefined,
      to: isValidDay ? startOfDay(plusDays(day, 1), this.#zone()).toISOString() : undefined,
    };
  });
  /** Owners see no operator or parked-event actions, so these are not offered as filters. */
  protected readonly selectableActions = computed(() =>
    (Object.entries(this.t().auditLog.actions) as [AuditAction, string][])
      .filter(([action]) => this.#isOperator || !/^(operator|parked_event)\./.test(action))
      .map(([action, label]) => ({ action, label })),
  );
  readonly #name = rxResource({
    params: () => this.user(),
    stream: ({ params: id }) => {
      const found = this.#isOperator
        ? this.#accounts.get(id)
        : this.#team.all().pipe(map((all) => all.find((it) => it.id === id)));
      return found.pipe(map((user) => user?.name));
    },
  });
  private readonly list = viewChild(AuditLogList);
  /** An API key is no account: its name comes with its entries. */
  protected readonly userName = computed(
    () =>
      (this.#name.hasValue() ? this.#name.value() : undefined) ??
      this.list()?.names()[this.user() ?? ''] ??
      this.t().auditLog.unknownUser,
  );

  protected setFilter(queryParams: Record<string, string | null>): void {
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}
