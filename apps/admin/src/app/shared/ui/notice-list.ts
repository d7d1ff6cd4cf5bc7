import { Component, inject } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from './icon.ts';
import { Notices, type Notice } from '../../core/notices/notices.ts';

@Component({
  selector: 'pl-notice-list',
  imports: [Icon],
  template: `
    <section role="log" aria-live="polite" [attr.aria-label]="t().state.notices">
      @for (notice of board.pinned(); track notice.id) {
        <div class="notice" [class.trouble]="notice.tone === 'trouble'" animate.leave="leaving">
          @if (notice.tone === 'trouble') {
            <pl-icon name="trouble" />
          }
          <p>{{ notice.text }}</p>
          @if (notice.action; as action) {
            <button type="button" class="act plain" (click)="act(notice)">{{ action.label }}</button>
          }
          <button
            type="button"
            class="act plain"
            [attr.aria-label]="t().state.dismiss"
            (click)="board.dismiss(notice.id)"
          >
            <pl-icon name="cross" />
          </button>
        </div>
      }
    </section>
  `,
  styleUrl: './notice-list.css',
})
export class NoticeList {
  protected readonly board = inject(Notices);
  protected readonly t = inject(Language).messages;

  protected act(notice: Notice): void {
    this.board.dismiss(notice.id);
    notice.action?.run();
  }
}
