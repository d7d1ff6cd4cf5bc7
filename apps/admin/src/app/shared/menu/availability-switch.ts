import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input } from '@angular/core';
import type { MenuItem } from '@passline/contracts';
import { errorMessage } from '../../core/api/api-error.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Icon } from '../ui/icon.ts';
import { Panels } from '../ui/panels.ts';
import { MenuStore } from './menu-store.ts';
import { UnavailableUntilPanel } from './unavailable-until-panel.ts';

const hour = 60 * 60_000;
const spans = { hour, week: 7 * 24 * hour };

/** How long a dish is sold out: until the server's "tomorrow morning", for a span, or until a chosen time. */
type SoldOutFor = 'hour' | 'morning' | 'week' | 'at';

/** Marks a dish as sold out, with the end of it, or as available again. */
@Component({
  selector: 'pl-availability-switch',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon],
  template: `
    <button
      type="button"
      role="switch"
      class="act"
      [attr.aria-checked]="dish().available"
      (click)="dish().available ? takeOff('morning') : putBack()"
    >
      <span class="unseen">{{ dish().name }}</span>
      <span class="knob"></span>
      <span class="state">
        {{ dish().available ? t().menu.available : t().menu.soldOut }}
        @if (back(); as time) {
          <small class="numbers">{{ t().menu.backAt(time) }}</small>
        }
      </span>
    </button>
    <button
      type="button"
      class="act"
      [cdkMenuTriggerFor]="spans"
      [attr.aria-label]="t().menu.until.menu(dish().name)"
    >
      <pl-icon name="clock" />
    </button>
    <ng-template #spans>
      <section [attr.aria-label]="t().menu.until.menu(dish().name)">
        <div class="sheet" cdkMenu>
          @for (howLong of howLongs; track howLong) {
            <button cdkMenuItem (cdkMenuItemTriggered)="takeOff(howLong)">
              {{ t().menu.until[howLong] }}
            </button>
          }
          @if (!dish().available) {
            <button cdkMenuItem (cdkMenuItemTriggered)="putBack()">
              {{ t().menu.until.back }}
            </button>
          }
        </div>
      </section>
    </ng-template>
  `,
  styleUrl: './availability-switch.css',
})
export class AvailabilitySwitch {
  readonly dish = input.required<MenuItem>();

  readonly #formats = inject(Formats);
  readonly #notices = inject(Notices);
  readonly #panels = inject(Panels);
  readonly #store = inject(MenuStore);
  protected readonly t = inject(Language).messages;
  protected readonly howLongs: readonly SoldOutFor[] = ['hour', 'morning', 'week', 'at'];
  protected readonly back = computed(() => {
    const { available, until } = this.dish();
    return !available && until ? this.#formats.moment(until) : undefined;
  });

  protected async takeOff(howLong: SoldOutFor): Promise<void> {
    if (howLong === 'morning') return this.#change(false);
    if (howLong !== 'at') return this.#change(false, new Date(Date.now() + spans[howLong]));
    const until = await this.#panels.ask<Date>(UnavailableUntilPanel, this.dish().name);
    if (until) await this.#change(false, until);
  }

  protected putBack(): Promise<void> {
    return this.#change(true);
  }

  async #change(available: boolean, until?: Date): Promise<void> {
    const dish = this.dish();
    try {
      await this.#store.changeAvailability(dish, available, until);
    } catch (error) {
      const messages = this.t();
      this.#notices.show({
        tone: 'trouble',
        text: `${messages.menu.refused(dish.name)} ${errorMessage(error, messages)}`,
        action: { label: messages.state.retry, run: () => void this.#change(available, until) },
      });
    }
  }
}
