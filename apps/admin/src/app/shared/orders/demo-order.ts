import { Component, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Api } from '../../core/api/api.ts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';

/** On servers with demo data: lets a demo customer order, so that an empty board rings. */
@Component({
  selector: 'pl-demo-order',
  template: `
    @if (demo()) {
      <button type="button" class="act" [attr.aria-disabled]="busy()" (click)="place()">
        {{ t().orders.none.demo }}
      </button>
    }
  `,
})
export class DemoOrder {
  readonly #api = inject(Api);
  readonly #notices = inject(Notices);
  protected readonly demo = inject(ServerSettings).demo;
  protected readonly t = inject(Language).messages;
  protected readonly busy = signal(false);

  protected async place(): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      await firstValueFrom(this.#api.call('placeDemoOrder'));
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    } finally {
      this.busy.set(false);
    }
  }
}
