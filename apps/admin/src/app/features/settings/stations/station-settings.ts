import { Component, ElementRef, computed, inject, signal } from '@angular/core';
import type { Menu } from '@passline/contracts';
import { firstValueFrom } from 'rxjs';
import { OwnRestaurant } from '../../../core/auth/own-restaurant.ts';
import { Api } from '../../../core/api/api.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { SettingsForm } from '../settings-form.ts';
import {
  type KitchenDraft,
  type StationDraft,
  type StationFaults,
  draftOf,
  faultsOf,
  firstFault,
  requestOf,
  unassignedOf,
  withChoice,
} from './station-draft.ts';
import { StationEditor } from './station-editor.ts';

const noFaults: StationFaults = new Map();
const mostNamed = 8;

/** The stations of the kitchen, and whether an order is ready when its items are. */
@Component({
  selector: 'pl-station-settings',
  imports: [ChoiceGroup, ErrorState, Skeleton, StationEditor],
  templateUrl: './station-settings.html',
  styleUrl: '../settings-page.css',
})
export class StationSettings {
  readonly #api = inject(Api);
  readonly #params = { id: inject(OwnRestaurant).id ?? '' };
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #formats = inject(Formats);
  readonly #focusFirstError = firstErrorFocus();
  protected readonly t = inject(Language).messages;

  protected readonly menu = signal<Menu | undefined>(undefined);
  protected readonly form = new SettingsForm<KitchenDraft>({
    draftOf: ({ kitchen }) => draftOf(kitchen),
    requestOf: (draft) => ({ kitchen: requestOf(draft) }),
    saved: () => this.t().stationSettings.saved,
    loadMore: async () =>
      this.menu.set(await firstValueFrom(this.#api.call('getMenu', { params: this.#params }))),
  });
  protected readonly draft = this.form.draft;
  readonly dirty = this.form.dirty;
  /** After the first try to save. */
  readonly #checked = signal(false);

  protected readonly ways = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'on', label: this.t().stationSettings.readyByItself },
    { value: 'off', label: this.t().stationSettings.readyByHand },
  ]);
  /** By the place of the station. */
  protected readonly faults = computed(() =>
    this.#checked() ? faultsOf(this.draft()?.stations ?? []) : noFaults,
  );
  protected readonly fault = computed(() => firstFault(this.faults()));
  protected readonly unassigned = computed(() => {
    const [draft, menu] = [this.draft(), this.menu()];
    if (!draft?.stations.length || !menu) return undefined;
    const names = unassignedOf(draft.stations, menu);
    const { unassigned, more } = this.t().stationSettings;
    if (names.length === 0) return undefined;
    const rest = names.length - mostNamed;
    const named = names.slice(0, mostNamed).join(', ');
    return unassigned(rest > 0 ? `${named} ${more(this.#formats.number(rest))}` : named);
  });

  protected change(change: Partial<KitchenDraft>): void {
    this.draft.update((draft) => draft && { ...draft, ...change });
  }

  protected add(): void {
    this.#checked.set(false);
    this.#changeStations((stations) => [...stations, { name: '', categories: [], dishes: [] }]);
    setTimeout(() => [...this.#host.querySelectorAll<HTMLElement>('.entry')].at(-1)?.focus());
  }

  protected remove(at: number): void {
    this.#changeStations((stations) => stations.filter((_, index) => index !== at));
  }

  protected rename(at: number, name: string): void {
    this.#changeStations((stations) => stations.map((it, index) => (index === at ? { ...it, name } : it)));
  }

  protected choose(at: number, { kind, value }: { kind: 'categories' | 'dishes'; value: string }): void {
    this.#changeStations((stations) => withChoice(stations, at, kind, value));
  }

  protected async save(): Promise<void> {
    this.#checked.set(true);
    if (this.fault()) {
      this.#focusFirstError();
      return;
    }
    if (!(await this.form.save())) return;
    this.#checked.set(false);
    // New stations have their ids from the server.
    await this.form.load();
  }

  /** From the draft of this moment: what the page shows may be one choice behind. */
  #changeStations(change: (stations: readonly StationDraft[]) => readonly StationDraft[]): void {
    this.draft.update((draft) => draft && { ...draft, stations: change(draft.stations) });
  }
}
