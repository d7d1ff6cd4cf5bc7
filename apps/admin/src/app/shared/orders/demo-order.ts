import { Component, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { Api } from '../../core/api/api.ts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { ServerSettings } from '@passline/web/api/server-settings.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';

/** On servers with demo data: lets a demo customer order, so that an empty board rings. */
@Component({
  selector: 'pl-demo-order',
  template: `
    @if (demo() && isFirst()) {
      <button type="button" class="act" [attr.aria-disabled]="busy()" (click)="place()">
        {{ t().orders.none.demo }}
      </button>
    }
  `,
})
export class DemoOrder {
  readonly #api = inject(Api);
  readonly #chosen = inject(ChosenRestaurant);
  readonly #notices = inject(Notices);
  protected readonly demo = inject(ServerSettings).demo;
  /** The server places it in the first restaurant of the account. */
  protected readonly isFirst = computed(
    () => this.#chosen.current() === this.#chosen.memberships()[0]?.restaurantId,
  );
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
