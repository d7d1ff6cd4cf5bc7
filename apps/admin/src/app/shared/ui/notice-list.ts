import { Component, Directive, effect, inject, input, signal } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Notices, type Notice } from '../../core/notices/notices.ts';

const calmMs = 6_000;

/** Ends a calm notice after a while, but not while the pointer is over it or the focus in it: it may be acted on. */
@Directive({
  selector: '[plEndsAlone]',
  host: {
    '(mouseenter)': 'hovered.set(true)',
    '(mouseleave)': 'hovered.set(false)',
    '(focusin)': 'focused.set(true)',
    '(focusout)': 'focused.set(false)',
  },
})
class EndsAlone {
  readonly notice = input.required<Notice>({ alias: 'plEndsAlone' });
  readonly #notices = inject(Notices);
  protected readonly hovered = signal(false);
  protected readonly focused = signal(false);

  constructor() {
    effect((onCleanup) => {
      const { id, tone, stays } = this.notice();
      if (tone !== 'calm' || stays || this.hovered() || this.focused()) return;
      const timer = setTimeout(() => this.#notices.dismiss(id), calmMs);
      onCleanup(() => clearTimeout(timer));
    });
  }
}

@Component({
  selector: 'pl-notice-list',
  imports: [EndsAlone, Icon],
  template: `
    <section role="log" aria-live="polite" [attr.aria-label]="t().state.notices">
      @for (notice of board.pinned(); track notice.id) {
        <div
          class="notice"
          [class.trouble]="notice.tone === 'trouble'"
          [plEndsAlone]="notice"
          animate.leave="leaving"
        >
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
