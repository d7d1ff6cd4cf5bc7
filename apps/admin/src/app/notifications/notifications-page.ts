import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Notification } from '@passline/contracts';
import { sentenceOf } from '../http/failure.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Failure } from '../ui/failure.ts';
import { Icon } from '../ui/icon.ts';
import { NoticeBoard } from '../ui/notice-board.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { NotificationsStore } from './notifications-store.ts';

/** What was told to whoever is signed in. What is read becomes quiet; nothing is thrown away. */
@Component({
  selector: 'pl-notifications-page',
  imports: [Blank, Failure, Icon, RouterLink, Skeleton],
  templateUrl: './notifications-page.html',
  styleUrl: './notifications-page.css',
  host: { class: 'page' },
})
export class NotificationsPage {
  readonly #notices = inject(NoticeBoard);
  protected readonly store = inject(NotificationsStore);
  protected readonly formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly sentence = computed(() =>
    this.t().notifications.sentence(this.store.unread(), this.formats.number(this.store.unread())),
  );

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
      this.#notices.tell({ tone: 'trouble', text: sentenceOf(error, this.t()) });
    }
  }
}
