import { Component, computed, inject, input } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import type { AuditAction } from '@passline/contracts';
import { map } from 'rxjs';
import { Session } from '../auth/session.ts';
import { TeamApi } from '../team/team-api.ts';
import { Language } from '../text/language.ts';
import { Icon } from '../ui/icon.ts';
import { UsersApi } from '../users/users-api.ts';
import type { TrailFilter } from './trail-api.ts';
import { TrailList } from './trail-list.ts';

/** Who did what, for whoever answers for it. The address holds the question. */
@Component({
  selector: 'pl-trail-page',
  imports: [Icon, TrailList],
  providers: [TeamApi],
  template: `
    <header>
      <h1>{{ t().trail.heading }}</h1>
      <p>{{ t().trail.sentence }}</p>
    </header>
    <div class="tools">
      <div class="field">
        <label for="trail-kind">{{ t().trail.kind }}</label>
        <select
          #kind
          class="entry"
          id="trail-kind"
          [value]="action() ?? ''"
          (change)="ask({ action: kind.value || null })"
        >
          <option value="" [selected]="!action()">{{ t().trail.all }}</option>
          @for (it of kinds(); track it.action) {
            <option [value]="it.action" [selected]="it.action === action()">{{ it.label }}</option>
          }
        </select>
      </div>
      <div class="field day">
        <label for="trail-day">{{ t().trail.day }}</label>
        <input
          #date
          class="entry numbers"
          id="trail-day"
          type="date"
          [max]="today"
          [value]="day() ?? ''"
          (change)="ask({ day: date.value || null })"
        />
      </div>
      @if (user()) {
        <button type="button" class="act" (click)="ask({ user: null })">
          {{ t().trail.about(whose()) }} <pl-icon name="cross" />
          <span class="unseen">{{ t().trail.everybody }}</span>
        </button>
      }
    </div>
    <pl-trail-list [filter]="filter()" />
  `,
  styles: `
    .tools > .day {
      flex: 0 1 12rem;
    }
  `,
  host: { class: 'page' },
})
export class TrailPage {
  /** Of the address. */
  readonly user = input<string>();
  readonly action = input<AuditAction>();
  readonly day = input<string>();

  readonly #router = inject(Router);
  readonly #users = inject(UsersApi);
  readonly #team = inject(TeamApi);
  readonly #operator = inject(Session).user()?.role === 'operator';
  protected readonly t = inject(Language).messages;
  protected readonly today = localDay(new Date());

  protected readonly filter = computed<TrailFilter>(() => {
    const begin = this.day() ? new Date(`${this.day()}T00:00`) : undefined;
    const known = begin && !Number.isNaN(begin.getTime());
    const end = known ? new Date(begin.getFullYear(), begin.getMonth(), begin.getDate() + 1) : undefined;
    return {
      user: this.user(),
      action: this.action(),
      from: known ? begin.toISOString() : undefined,
      to: end?.toISOString(),
    };
  });
  /** What can have happened where the reader looks. */
  protected readonly kinds = computed(() =>
    (Object.entries(this.t().trail.actions) as [AuditAction, string][])
      .filter(([action]) => this.#operator || !/^(operator|parked_event)\./.test(action))
      .map(([action, label]) => ({ action, label })),
  );
  readonly #name = rxResource({
    params: () => this.user(),
    stream: ({ params: id }) => {
      const found = this.#operator
        ? this.#users.get(id)
        : this.#team.all().pipe(map((all) => all.find((it) => it.id === id)));
      return found.pipe(map((user) => user?.name));
    },
  });
  protected readonly whose = computed(
    () => (this.#name.hasValue() ? this.#name.value() : undefined) ?? this.t().trail.somebody,
  );

  protected ask(queryParams: Record<string, string | null>): void {
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}

const localDay = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((it) => String(it).padStart(2, '0')).join('-');
