import { Component, computed, inject, viewChild } from '@angular/core';
import { mayAtOwnRestaurant } from '../../core/auth/permissions.ts';
import { AuthSession } from '../../core/auth/auth-session.ts';
import { Language } from '../../core/i18n/language.ts';
import { askBeforeLeaving } from '../../shared/editing/ask-before-leaving.ts';
import { OwnProfile } from './own-profile.ts';
import { RestaurantRules } from './restaurant-settings.ts';
import { DeviceSettings } from './device-settings.ts';

/** Restaurant settings for those who may change them, and device settings for everyone. */
@Component({
  selector: 'pl-settings-page',
  imports: [OwnProfile, RestaurantRules, DeviceSettings],
  template: `
    <header>
      <h1>{{ t().settings.heading }}</h1>
    </header>
    @if (rules()) {
      <pl-restaurant-settings />
    }
    <div class="device">
      <h2 class="unseen">{{ t().settings.device }}</h2>
      <pl-device-settings />
    </div>
    <!-- Last, because it is changed least. -->
    @if (rules()) {
      <pl-own-profile />
    }
  `,
  styles: `
    .device,
    pl-own-profile {
      padding-block-start: var(--s6);
    }
    pl-restaurant-settings + .device,
    pl-own-profile {
      border-block-start: var(--stroke) solid var(--line);
    }
  `,
  host: { class: 'page' },
})
export class SettingsPage {
  readonly #user = inject(AuthSession).user;
  protected readonly t = inject(Language).messages;
  private readonly details = viewChild(OwnProfile);
  private readonly form = viewChild(RestaurantRules);

  protected readonly rules = computed(() => mayAtOwnRestaurant(this.#user(), 'restaurant:change'));

  /** Called by the router. */
  readonly mayLeave = askBeforeLeaving(() => !!this.details()?.dirty() || !!this.form()?.dirty());
}
