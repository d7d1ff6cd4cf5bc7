import { Component, type OnInit, DestroyRef, computed, inject, input, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import type { Announcement } from '@passline/contracts';
import type { RealtimeClient } from '@passline/realtime-client';
import { EMPTY, catchError, map, merge, switchMap, tap, timer } from 'rxjs';
import type { ApiCalls } from '../api/api-calls.ts';
import { PageLanguage } from '../i18n/language.ts';

/** For pages without an account, which receive no events. The server answers from memory. */
const anewMs = 5 * 60_000;
/** How long an announcement that is over may stay. */
const endedWithinMs = 15_000;

const withUpdate = (known: readonly Announcement[], update: Announcement): readonly Announcement[] => {
  const others = known.filter(({ id }) => id !== update.id);
  return update.endedAt === null ? [update, ...others] : others;
};

/**
 * What operators announce to the reader of this page, until its end or until the reader dismisses it. Read once, kept up to
 * date by events where there is a connection, and read again every few minutes.
 */
@Component({
  selector: 'pl-announcements',
  template: `
    @for (one of shown(); track one.id) {
      <section role="status">
        <p>{{ one.text }}</p>
        <button type="button" class="act plain" (click)="dismiss(one.id)">{{ t().state.dismiss }}</button>
      </section>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 1px;
    }
    :host:empty {
      display: none;
    }
    section {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--s4);
      padding: var(--s3) var(--s4);
      border-inline-start: 4px solid var(--ink);
      background: var(--surface);
    }
    p {
      min-inline-size: 0;
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
    button {
      flex: none;
    }
  `,
})
export class Announcements implements OnInit {
  readonly api = input.required<ApiCalls>();
  readonly client = input<RealtimeClient>();
  readonly #now = toSignal(timer(0, endedWithinMs).pipe(map(() => Date.now())), { initialValue: 0 });
  protected readonly t = inject(PageLanguage).messages;

  readonly #read = signal<readonly Announcement[]>([]);
  readonly #dismissed = signal<ReadonlySet<string>>(new Set());
  protected readonly shown = computed(() =>
    this.#read().filter(
      ({ id, until }) => !this.#dismissed().has(id) && new Date(until).getTime() > this.#now(),
    ),
  );

  readonly #destroyed = inject(DestroyRef);

  ngOnInit(): void {
    const client = this.client();
    const updates$ = (client?.events('announcement:update') ?? EMPTY).pipe(map(({ payload }) => payload));
    merge(timer(0, anewMs), client?.resync$ ?? EMPTY)
      .pipe(
        switchMap(() => {
          // The answer may be older than the updates that arrive before it.
          const meanwhile: Announcement[] = [];
          return merge(
            updates$.pipe(
              tap((update) => meanwhile.push(update)),
              map((update) => withUpdate(this.#read(), update)),
            ),
            this.api()
              .call('currentAnnouncements')
              .pipe(
                map(({ items }) => meanwhile.reduce<readonly Announcement[]>(withUpdate, items)),
                // Without an answer the page shows what it has: it works without announcements.
                catchError(() => EMPTY),
              ),
          );
        }),
        takeUntilDestroyed(this.#destroyed),
      )
      .subscribe((known) => this.#read.set(known));
  }

  protected dismiss(id: string): void {
    this.#dismissed.update((ids) => new Set(ids).add(id));
  }
}
