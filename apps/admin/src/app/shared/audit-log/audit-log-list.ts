import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AuditEntry, AuditPage } from '@passline/contracts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { RestaurantStore } from '../restaurant/restaurant-store.ts';
import { RestaurantDirectory } from '../restaurant/restaurant-directory.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { EntryReference } from './entry-reference.ts';
import { auditSentence } from './audit-text.ts';
import { readAuditLog } from './audit-log-reader.ts';
import type { AuditLogFilter } from './audit-log-api.ts';

/** Audit log entries by day, with links to what the reader may open. */
@Component({
  selector: 'pl-audit-log-list',
  imports: [EmptyState, EntryReference, ErrorState, RouterLink, Skeleton],
  templateUrl: './audit-log-list.html',
  styleUrl: './audit-log-list.css',
})
export class AuditLogList {
  readonly filter = input.required<AuditLogFilter>();

  readonly #formats = inject(Formats);
  readonly #own = inject(RestaurantStore).restaurant;
  readonly #operator = inject(AuthSession).user()?.role === 'operator';
  /** Prices are in the currency of the entry's restaurant. */
  readonly #places = this.#operator ? inject(RestaurantDirectory) : undefined;
  protected readonly t = inject(Language).messages;

  protected readonly reading = readAuditLog(this.filter);
  protected readonly failure = computed(() => this.reading.read().failure);
  /** Of the people, restaurants and API keys in the shown entries, by id. */
  readonly names = computed<AuditPage['names']>(() => this.reading.read().page?.names ?? {});
  protected readonly next = computed(() => this.reading.read().page?.nextCursor);
  protected readonly days = computed(() => {
    const shown = this.reading.read().page;
    if (!shown) return undefined;
    const days = new Map<string, ReturnType<AuditLogList['row']>[]>();
    for (const entry of shown.items) {
      const day = this.#formats.date(entry.at);
      days.set(day, [...(days.get(day) ?? []), this.row(entry, shown.names)]);
    }
    const today = this.#formats.date(new Date());
    return [...days].map(([day, rows]) => ({
      name: day === today ? this.t().auditLog.today : day,
      rows,
    }));
  });

  constructor() {
    this.#places?.look();
  }

  protected row(entry: AuditEntry, names: AuditPage['names']) {
    const { auditLog } = this.t();
    const place = this.#operator && entry.restaurantId ? names[entry.restaurantId] : undefined;
    const from = entry.origin?.ip ? auditLog.from(entry.origin.ip) : undefined;
    return {
      id: entry.id,
      entry,
      time: this.#formats.time(entry.at),
      refused: entry.result !== 'done',
      sentence: auditSentence(entry, {
        names,
        messages: this.t(),
        formats: this.#formats,
        currencyOf: (id) => (this.#places?.get(id) ?? this.#own())?.currency,
      }),
      more: [place, from].filter((it) => it !== undefined).join(' · '),
      leads: this.#leads(entry),
    };
  }

  #leads({ subject, actor, restaurantId }: AuditEntry): { to: string[]; label: string } | undefined {
    const { auditLog } = this.t();
    if (subject.kind === 'order')
      return {
        to: this.#operator
          ? ['/restaurants', restaurantId ?? '', 'orders', subject.id]
          : ['/orders', subject.id],
        label: auditLog.order,
      };
    // No link to the page's own account, or to the same account twice.
    const elsewhere = subject.id !== this.filter().user && subject.id !== actor?.id;
    return subject.kind === 'user' && this.#operator && elsewhere
      ? { to: ['/users', subject.id], label: auditLog.account }
      : undefined;
  }
}
