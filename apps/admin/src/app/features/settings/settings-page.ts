import { Component, ElementRef, afterRenderEffect, computed, inject, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, RouterLink } from '@angular/router';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { Language } from '../../core/i18n/language.ts';
import { askBeforeLeaving } from '../../shared/editing/ask-before-leaving.ts';
import { DeliveryArea } from './delivery-area/delivery-area.ts';
import { Embedding } from './embedding.ts';
import { OpeningHoursEditor } from './opening-hours.ts';
import { Printers } from './printers/printers.ts';
import { OwnProfile } from './own-profile.ts';
import { RestaurantRules } from './restaurant-settings.ts';
import { StationSettings } from './stations/station-settings.ts';
import { DeviceSettings } from './device-settings.ts';
import { VatSettings } from './vat/vat-settings.ts';
import { vatConsoleTexts } from '../../shared/vat/vat-console-texts.ts';

/** Restaurant settings for those who may change them, and device settings for everyone. */
@Component({
  selector: 'pl-settings-page',
  imports: [
    DeliveryArea,
    Embedding,
    OpeningHoursEditor,
    OwnProfile,
    Printers,
    RestaurantRules,
    StationSettings,
    DeviceSettings,
    RouterLink,
    VatSettings,
  ],
  template: `
    <header>
      <h1>{{ t().settings.heading }}</h1>
    </header>
    <div class="sides">
      <nav [attr.aria-label]="t().settings.sections">
        @for (section of sections(); track section.id) {
          <a
            [routerLink]="[]"
            [fragment]="section.id"
            [attr.aria-current]="section.id === current() ? 'true' : null"
            (click)="show(section.id)"
          >
            {{ section.name }}
          </a>
        }
      </nav>
      <div class="all">
        @if (rules()) {
          <pl-restaurant-settings />
          <pl-station-settings />
          <pl-opening-hours />
        }
        @if (printing()) {
          <pl-printers />
        }
        <div class="device">
          <h2 class="unseen">{{ t().settings.device }}</h2>
          <pl-device-settings />
        </div>
        <!-- Last, because it is changed least. -->
        @if (rules()) {
          <pl-own-profile />
          <pl-delivery-area />
          <pl-vat-settings />
          <pl-embedding />
        }
      </div>
    </div>
  `,
  styleUrl: './settings-sections.css',
  host: { class: 'page' },
})
export class SettingsPage {
  readonly #own = inject(OwnRestaurant);
  readonly #language = inject(Language);
  protected readonly t = this.#language.messages;
  private readonly details = viewChild(OwnProfile);
  private readonly stations = viewChild(StationSettings);
  private readonly form = viewChild(RestaurantRules);
  private readonly hours = viewChild(OpeningHoursEditor);
  private readonly area = viewChild(DeliveryArea);
  private readonly vat = viewChild(VatSettings);
  private readonly embedding = viewChild(Embedding);

  protected readonly rules = computed(() => this.#own.may('restaurant:change'));

  protected readonly printing = computed(() => this.#own.may('restaurant:print'));

  protected readonly sections = computed(() => {
    const {
      settings,
      hours,
      itemChanges,
      scheduled,
      stationSettings,
      pushSetting,
      appearance,
      profile,
      printing,
      deliveryArea,
      embedding,
    } = this.t();
    const own = [
      { id: 'alert', name: settings.alert },
      { id: 'ageing', name: settings.ageing },
      { id: 'accept', name: settings.accepting },
      { id: 'courier-fee', name: settings.courierFee.heading },
      { id: 'trips', name: settings.trips.heading },
      { id: 'replacements', name: itemChanges.settings.heading },
      { id: 'stations', name: stationSettings.heading },
      { id: 'later', name: scheduled.settings },
      { id: 'hours', name: hours.heading },
    ];
    const device = [
      { id: 'sound', name: settings.sound },
      { id: 'push', name: pushSetting.title },
      { id: 'look', name: appearance.heading },
    ];
    const printers = this.printing() ? [{ id: 'printers', name: printing.heading }] : [];
    return this.rules()
      ? [
          ...own,
          ...printers,
          ...device,
          { id: 'details', name: profile.heading },
          { id: 'delivery-area', name: deliveryArea.heading },
          { id: 'vat', name: vatConsoleTexts[this.#language.code()].heading },
          { id: 'embedding', name: embedding.heading },
        ]
      : [...printers, ...device];
  });
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #fragment = toSignal(inject(ActivatedRoute).fragment, { initialValue: null });
  protected readonly current = computed(() => this.#fragment() ?? this.sections()[0]?.id);
  #shown: string | undefined;

  constructor() {
    // A link into the page: its section may be loaded after the page.
    afterRenderEffect(() => {
      const id = this.#fragment();
      if (!id || this.#shown === id) return;
      if (this.rules() && !this.form()?.ready()) return;
      this.show(id);
      this.#shown = id;
    });
  }

  protected show(id: string): void {
    const section = this.#host.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
    section?.scrollIntoView({ block: 'start' });
  }

  /** Called by the router. */
  readonly mayLeave = askBeforeLeaving(() =>
    [
      this.details(),
      this.form(),
      this.stations(),
      this.hours(),
      this.area(),
      this.vat(),
      this.embedding(),
    ].some((it) => it?.dirty()),
  );
}
