import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input } from '@angular/core';
import type { MenuItem, OfferedChoice } from '@passline/contracts';
import { errorMessage } from '@passline/web/api/api-error.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { Notices } from '../../core/notices/notices.ts';
import { Icon } from '@passline/web/ui/icon.ts';
import { Panels } from '../ui/panels.ts';
import { MenuStore } from './menu-store.ts';
import { UnavailableUntilPanel } from './unavailable-until-panel.ts';

const hour = 60 * 60_000;
const spans = { hour, week: 7 * 24 * hour };

/** How long a dish is sold out: until the server's "tomorrow morning", for a span, or until a chosen time. */
type SoldOutFor = 'hour' | 'morning' | 'week' | 'at';

/** Marks a dish, or a choice of its options, as sold out, with the end of it, or as available again. */
@Component({
  selector: 'pl-availability-switch',
  imports: [CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon],
  template: `
    <button
      type="button"
      role="switch"
      class="act"
      [attr.aria-checked]="subject().available"
      (click)="subject().available ? takeOff('morning') : putBack()"
    >
      <span class="unseen">{{ subject().name }}</span>
      <span class="knob"></span>
      <span class="state">
        {{ subject().available ? t().menu.available : t().menu.soldOut }}
        @if (back(); as time) {
          <small class="numbers">{{ t().menu.backAt(time) }}</small>
        }
      </span>
    </button>
    <button
      type="button"
      class="act"
      [cdkMenuTriggerFor]="spans"
      [attr.aria-label]="t().menu.until.menu(subject().name)"
    >
      <pl-icon name="clock" />
    </button>
    <ng-template #spans>
      <section [attr.aria-label]="t().menu.until.menu(subject().name)">
        <div class="sheet" cdkMenu>
          @for (howLong of howLongs; track howLong) {
            <button cdkMenuItem (cdkMenuItemTriggered)="takeOff(howLong)">
              {{ t().menu.until[howLong] }}
            </button>
          }
          @if (!subject().available) {
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
  readonly choice = input<OfferedChoice>();

  readonly #formats = inject(Formats);
  readonly #notices = inject(Notices);
  readonly #panels = inject(Panels);
  readonly #store = inject(MenuStore);
  protected readonly t = inject(Language).messages;
  protected readonly howLongs: readonly SoldOutFor[] = ['hour', 'morning', 'week', 'at'];
  protected readonly subject = computed(() => this.choice() ?? this.dish());
  protected readonly back = computed(() => {
    const { available, until } = this.subject();
    return !available && until ? this.#formats.moment(until) : undefined;
  });

  protected async takeOff(howLong: SoldOutFor): Promise<void> {
    if (howLong === 'morning') return this.#change(false);
    if (howLong !== 'at') return this.#change(false, new Date(Date.now() + spans[howLong]));
    const until = await this.#panels.ask<Date>(UnavailableUntilPanel, this.subject().name);
    if (until) await this.#change(false, until);
  }

  protected putBack(): Promise<void> {
    return this.#change(true);
  }

  async #change(available: boolean, until?: Date): Promise<void> {
    const dish = this.dish();
    try {
      await this.#store.changeAvailability(dish, available, until, this.choice());
    } catch (error) {
      const messages = this.t();
      this.#notices.show({
        tone: 'trouble',
        text: `${messages.menu.refused(this.subject().name)} ${errorMessage(error, messages)}`,
        action: { label: messages.state.retry, run: () => void this.#change(available, until) },
      });
    }
  }
}
