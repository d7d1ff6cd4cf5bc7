import { Component, computed, inject, input } from '@angular/core';
import { FormField } from '@angular/forms/signals';
import { isTimeZone } from '@passline/contracts/browser';
import { Clock } from '@passline/web/time/clock.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { TextField } from '../forms/text-field.ts';
import type { ProfileForm } from './profile-form.ts';
import { currencies, degreesOf, moneyOf, pairOf } from './profile-draft.ts';
import { LocationPreview } from './location-preview.ts';

/** The form fields of a restaurant. */
@Component({
  selector: 'pl-profile-fields',
  imports: [TextField, FormField, LocationPreview],
  templateUrl: './profile-fields.html',
  styleUrl: './profile-fields.css',
})
export class ProfileFields {
  readonly form = input.required<ProfileForm>();
  /** The currency can only be set for a new restaurant. */
  readonly asksCurrency = input.required<boolean>();

  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;
  protected readonly timeZones = Intl.supportedValuesOf('timeZone');
  protected readonly currencies = currencies;

  protected readonly money = computed(() => moneyOf(this.form()().value()));
  protected readonly point = computed(() => {
    const draft = this.form()().value();
    const lat = degreesOf(draft.lat, 'lat');
    const lng = degreesOf(draft.lng, 'lng');
    return lat === undefined || lng === undefined ? undefined : { lat, lng };
  });
  protected readonly link = computed(() => {
    const slug = this.form().slug().value().trim().toLowerCase();
    const { slugHint, slugFromName } = this.t().profile;
    return slug ? slugHint(`${location.origin}/r/${slug}`) : slugFromName;
  });
  protected readonly clock = computed(() => {
    const zone = this.form().timeZone().value().trim();
    return isTimeZone(zone) ? this.t().profile.timeZoneNow(this.#formats.timeIn(this.#now(), zone)) : '';
  });

  protected paste(event: ClipboardEvent): void {
    const pair = pairOf(event.clipboardData?.getData('text') ?? '');
    if (!pair) return;
    event.preventDefault();
    this.form()().value.update((draft) => ({ ...draft, ...pair }));
  }
}
