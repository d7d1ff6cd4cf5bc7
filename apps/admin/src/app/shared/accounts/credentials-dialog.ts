import { Component, inject, input, output, signal } from '@angular/core';
import { Language } from '../../core/i18n/language.ts';
import { copyToClipboard } from '../ui/clipboard.ts';

/** Shows credentials once, for passing on: they cannot be read again. */
@Component({
  selector: 'pl-credentials-dialog',
  template: `
    <h2 id="panel-title">{{ heading() }}</h2>
    <p>{{ t().accounts.credentials.text }}</p>
    <dl>
      <div>
        <dt>{{ t().accounts.email }}</dt>
        <dd>{{ email() }}</dd>
      </div>
      <div>
        <dt>{{ t().accounts.password }}</dt>
        <dd class="secret">{{ password() }}</dd>
      </div>
    </dl>
    <div class="acts">
      <button type="button" class="act" (click)="copy()">
        {{ copied() ? t().accounts.credentials.copied : t().accounts.credentials.copy }}
      </button>
      <button type="button" class="act primary" (click)="done.emit()">
        {{ t().accounts.credentials.done }}
      </button>
    </div>
  `,
  styles: `
    dl {
      display: grid;
      gap: var(--s2);
    }
    dt {
      color: var(--ink-3);
      font-size: var(--text-s);
    }
    dd {
      overflow-wrap: anywhere;
      font-weight: 600;
    }
    .secret {
      font-family: ui-monospace, monospace;
      letter-spacing: 0.02em;
      user-select: all;
    }
  `,
  host: { class: 'panel', role: 'status' },
})
export class CredentialsDialog {
  readonly heading = input.required<string>();
  readonly email = input.required<string>();
  readonly password = input.required<string>();
  readonly done = output();

  protected readonly t = inject(Language).messages;
  protected readonly copied = signal(false);

  protected async copy(): Promise<void> {
    this.copied.set(await copyToClipboard(`${this.email()}\n${this.password()}`));
  }
}
