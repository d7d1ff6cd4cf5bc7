import { Component, inject, input, output, signal } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { copyToClipboard } from '../../shared/ui/clipboard.ts';

/** Shows a secret once, for copying: it cannot be read again. */
@Component({
  selector: 'pl-secret-once',
  template: `
    <h2 id="panel-title">{{ heading() }}</h2>
    <p>{{ text() }}</p>
    <code>{{ secret() }}</code>
    <div class="acts">
      <button type="button" class="act" (click)="copy()">{{ t().integrations.copy }}</button>
      <button type="button" class="act primary" (click)="done.emit()">{{ t().integrations.kept }}</button>
    </div>
    <p role="status">{{ said() }}</p>
  `,
  styles: `
    code {
      padding: var(--s3);
      border: var(--stroke) solid var(--edge);
      border-radius: var(--radius);
      overflow-wrap: anywhere;
      font-family: ui-monospace, monospace;
      user-select: all;
    }
    p:empty {
      display: none;
    }
  `,
  host: { class: 'panel' },
})
export class SecretOnce {
  readonly heading = input.required<string>();
  readonly text = input.required<string>();
  readonly secret = input.required<string>();
  readonly done = output();

  protected readonly t = inject(Language).messages;
  protected readonly said = signal('');

  protected async copy(): Promise<void> {
    const { copied, notCopied } = this.t().integrations;
    this.said.set((await copyToClipboard(this.secret())) ? copied : notCopied);
  }
}
