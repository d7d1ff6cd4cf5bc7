import { Component, inject, input } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { isKept } from '@passline/web/storage/kept-on-device.ts';

/** Says that nothing is kept where the browser blocks storage, as some do in a frame of another site. */
@Component({
  selector: 'pl-storage-notice',
  template: `
    @if (!isKept) {
      <p role="status">
        {{ t().account.notKept }}
        @if (isFramed) {
          <a target="_blank" rel="noopener" [href]="'/r/' + slug()">{{ t().account.ownWindow }}</a>
        }
      </p>
    }
  `,
  styles: `
    p {
      margin-block-end: var(--s4);
      padding: var(--s3) var(--s4);
      border-inline-start: 4px solid var(--due);
      background: var(--surface);
    }
  `,
})
export class StorageNotice {
  readonly slug = input.required<string>();
  protected readonly t = inject(Language).messages;
  protected readonly isKept = isKept();
  protected readonly isFramed = window.parent !== window;
}
