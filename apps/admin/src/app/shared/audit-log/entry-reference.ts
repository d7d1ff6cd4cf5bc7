import { Component, computed, inject, input } from '@angular/core';
import type { AuditEntry } from '@passline/contracts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { copyToClipboard } from '../ui/clipboard.ts';

/** The id under which traces or the server's log show what was behind an entry. */
@Component({
  selector: 'pl-entry-reference',
  template: `
    @if (reference(); as found) {
      <details>
        <summary>{{ found.label }}</summary>
        <code>{{ found.id }}</code>
        <button type="button" class="act" (click)="copy(found.id)">
          {{ t().auditLog.copy }}<span class="unseen">: {{ found.label }} {{ found.id }}</span>
        </button>
      </details>
    }
  `,
  styles: `
    summary {
      inline-size: fit-content;
      color: var(--ink-2);
      font-size: var(--text-s);
      cursor: pointer;
    }
    code {
      display: inline-block;
      margin-inline-end: var(--s3);
      overflow-wrap: anywhere;
      font-family: ui-monospace, monospace;
      user-select: all;
    }
  `,
})
export class EntryReference {
  readonly entry = input.required<Pick<AuditEntry, 'traceId' | 'origin'>>();

  readonly #notices = inject(Notices);
  protected readonly t = inject(Language).messages;
  protected readonly reference = computed(() => {
    const { traceId, origin } = this.entry();
    const { trace, request } = this.t().auditLog;
    // The trace has more than the lines of the log, and leads to them.
    if (traceId) return { label: trace, id: traceId };
    return origin ? { label: request, id: origin.requestId } : undefined;
  });

  protected async copy(id: string): Promise<void> {
    const { copied, notCopied } = this.t().auditLog;
    this.#notices.show(
      (await copyToClipboard(id)) ? { tone: 'calm', text: copied } : { tone: 'trouble', text: notCopied },
    );
  }
}
