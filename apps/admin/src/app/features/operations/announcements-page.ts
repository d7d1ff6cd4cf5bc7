import { Component, computed, inject, signal } from '@angular/core';
import { type Role, announcementLength, roles } from '@passline/contracts/browser';
import type { Announcement } from '@passline/contracts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { poll } from '@passline/web/polling/polling.ts';
import { Clock } from '@passline/web/time/clock.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { firstValueFrom } from 'rxjs';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { RestaurantDirectory } from '../../shared/restaurant/restaurant-directory.ts';
import { RestaurantSelect } from '../../shared/restaurant/restaurant-select.ts';
import { OperationsApi } from './operations-api.ts';

const hours = [1, 4, 24, 72, 168] as const;
type Readers = 'everyone' | 'restaurant' | Role;

/** Operators write announcements here, and end them before their time. */
@Component({
  selector: 'pl-announcements-page',
  imports: [ChoiceGroup, EmptyState, ErrorState, Icon, RestaurantSelect, Skeleton],
  templateUrl: './announcements-page.html',
  styleUrl: './announcements-page.css',
  host: { class: 'page' },
})
export class AnnouncementsPage {
  readonly #api = inject(OperationsApi);
  readonly #notices = inject(Notices);
  readonly #now = inject(Clock).now;
  readonly #directory = inject(RestaurantDirectory);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly length = announcementLength;
  protected readonly list = poll(() => this.#api.announcements(), 30_000);

  protected readonly text = signal('');
  protected readonly readers = signal<Readers>('everyone');
  protected readonly restaurantId = signal<string | null>(null);
  protected readonly endsIn = signal<number>(4);
  protected readonly isSending = signal(false);
  protected readonly failure = signal<string | undefined>(undefined);

  protected readonly choices = computed<Choice<Readers>[]>(() => {
    const { announcements } = this.t().operations;
    const { roles: names } = this.t().shell;
    return [
      { value: 'everyone', label: announcements.everyone },
      ...roles.map((role) => ({ value: role, label: announcements.role(names[role]) })),
      { value: 'restaurant', label: announcements.restaurant },
    ];
  });
  protected readonly ends = computed<Choice<number>[]>(() =>
    hours.map((value) => ({ value, label: this.t().operations.announcements.hours(value) })),
  );
  protected readonly mayPublish = computed(
    () =>
      this.text().trim() !== '' &&
      !this.isSending() &&
      (this.readers() !== 'restaurant' || this.restaurantId() !== null),
  );
  protected readonly rows = computed(() =>
    this.list.value()?.items.map((one) => ({
      ...one,
      readers: this.#readersOf(one),
      isRunning: one.endedAt === null && new Date(one.until).getTime() > this.#now(),
    })),
  );

  constructor() {
    this.#directory.look();
  }

  protected choose(value: string): void {
    const found = this.choices().find((choice) => choice.value === value);
    if (found) this.readers.set(found.value);
  }

  protected async publish(): Promise<void> {
    if (!this.mayPublish()) return;
    const readers = this.readers();
    const restaurantId = this.restaurantId();
    const body = {
      text: this.text(),
      until: new Date(Date.now() + this.endsIn() * 3_600_000).toISOString(),
      ...(readers === 'restaurant'
        ? restaurantId && { restaurantId }
        : readers !== 'everyone' && { role: readers }),
    };
    await this.#send(async () => {
      await firstValueFrom(this.#api.announce(body));
      this.text.set('');
      this.#notices.show({ text: this.t().operations.announcements.published, tone: 'calm' });
    });
  }

  protected end(id: string): Promise<void> {
    return this.#send(async () => {
      await firstValueFrom(this.#api.endAnnouncement(id));
    });
  }

  async #send(work: () => Promise<void>): Promise<void> {
    this.failure.set(undefined);
    this.isSending.set(true);
    try {
      await work();
    } catch (error) {
      this.failure.set(errorMessage(error, this.t()));
    } finally {
      this.isSending.set(false);
      this.list.again();
    }
  }

  #readersOf({ role, restaurantId }: Announcement): string {
    const { announcements } = this.t().operations;
    if (role) return announcements.role(this.t().shell.roles[role]);
    if (!restaurantId) return announcements.everyone;
    return announcements.staffOf(this.#directory.get(restaurantId)?.name ?? restaurantId);
  }
}
