import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Notification } from '@passline/contracts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { EmptyState } from '@passline/web/ui/empty-state.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { type NotificationText, notificationText } from './notification-text.ts';
import { NotificationsStore } from './notifications-store.ts';
import { OwnInvitations } from './own-invitations.ts';

/** The user's notifications. Read ones become quiet; none are deleted. */
@Component({
  selector: 'pl-notifications-page',
  imports: [EmptyState, ErrorState, Icon, OwnInvitations, RouterLink, Skeleton],
  templateUrl: './notifications-page.html',
  styleUrl: './notifications-page.css',
  host: { class: 'page' },
})
export class NotificationsPage {
  readonly #notices = inject(Notices);
  protected readonly store = inject(NotificationsStore);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly sentence = computed(() =>
    this.t().notifications.sentence(this.store.unread(), this.formats.number(this.store.unread())),
  );

  protected textOf(notification: Notification): NotificationText {
    return notificationText(notification, this.t());
  }

  protected read({ id, readAt }: Notification): void {
    if (readAt === null) void this.#try(this.store.read(id));
  }

  protected readAll(): void {
    void this.#try(this.store.readAll());
  }

  protected more(cursor: string): void {
    void this.#try(this.store.more(cursor));
  }

  async #try(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    }
  }
}
