import { Component, ElementRef, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Menu } from '@passline/contracts';
import { filter, firstValueFrom } from 'rxjs';
import { AuthSession } from '../../../core/auth/auth-session.ts';
import { Api } from '../../../core/api/api.ts';
import { errorMessage } from '../../../core/api/api-error.ts';
import { Formats } from '../../../core/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { Notices } from '../../../core/notices/notices.ts';
import { Realtime } from '../../../core/realtime/realtime.ts';
import { type Choice, ChoiceGroup } from '../../../shared/forms/choice-group.ts';
import { ErrorState } from '../../../shared/ui/error-state.ts';
import { Skeleton } from '../../../shared/ui/skeleton.ts';
import { type KitchenDraft, draftOf, faultOf, requestOf, unassignedOf, withChoice } from './station-draft.ts';
import { StationEditor } from './station-editor.ts';

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
  readonly #notices = inject(Notices);
  readonly #params = { id: inject(AuthSession).user()?.restaurantId ?? '' };
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  readonly #saved = signal<KitchenDraft | undefined>(undefined);
  protected readonly draft = signal<KitchenDraft | undefined>(undefined);
  protected readonly menu = signal<Menu | undefined>(undefined);
  protected readonly failure = signal<unknown>(undefined);
  protected readonly saving = signal(false);
  /** After the first try to save. */
  protected readonly checked = signal(false);
  readonly dirty = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.#saved()));

  protected readonly ways = computed<Choice<'on' | 'off'>[]>(() => [
    { value: 'on', label: this.t().stationSettings.readyByItself },
    { value: 'off', label: this.t().stationSettings.readyByHand },
  ]);
  protected readonly fault = computed(() =>
    this.checked() ? faultOf(this.draft()?.stations ?? []) : undefined,
  );
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

  constructor() {
    void this.load();
    inject(Realtime)
      .client.events('restaurant:update')
      .pipe(
        // An incoming change must not move what the user is choosing.
        filter(({ payload }) => payload.restaurantId === this.#params.id && !this.dirty()),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.load());
  }

  protected async load(): Promise<void> {
    this.failure.set(undefined);
    const request = { params: this.#params };
    try {
      const [settings, menu] = await Promise.all([
        firstValueFrom(this.#api.call('getSettings', request)),
        firstValueFrom(this.#api.call('getMenu', request)),
      ]);
      this.menu.set(menu);
      // What the user has changed meanwhile stays.
      if (!this.dirty()) this.#receive(draftOf(settings.kitchen));
    } catch (error) {
      this.failure.set(error);
    }
  }

  #receive(draft: KitchenDraft): void {
    this.#saved.set(draft);
    this.draft.set(draft);
    this.checked.set(false);
  }

  protected change(change: Partial<KitchenDraft>): void {
    this.draft.update((draft) => draft && { ...draft, ...change });
  }

  protected add({ stations }: KitchenDraft): void {
    this.checked.set(false);
    this.change({ stations: [...stations, { name: '', categories: [], dishes: [] }] });
    setTimeout(() => [...this.#host.querySelectorAll<HTMLElement>('.entry')].at(-1)?.focus());
  }

  protected remove({ stations }: KitchenDraft, at: number): void {
    this.change({ stations: stations.filter((_, index) => index !== at) });
  }

  protected rename({ stations }: KitchenDraft, at: number, name: string): void {
    this.change({ stations: stations.map((it, index) => (index === at ? { ...it, name } : it)) });
  }

  protected choose(
    { stations }: KitchenDraft,
    at: number,
    { kind, value }: { kind: 'categories' | 'dishes'; value: string },
  ): void {
    this.change({ stations: withChoice(stations, at, kind, value) });
  }

  protected isWrong({ stations }: KitchenDraft, at: number): boolean {
    const name = stations[at]?.name.trim().toLocaleLowerCase() ?? '';
    const isRepeated = stations.some(
      (it, index) => index < at && it.name.trim().toLocaleLowerCase() === name,
    );
    return this.fault() !== undefined && (name === '' || isRepeated);
  }

  protected async save(draft: KitchenDraft): Promise<void> {
    this.checked.set(true);
    if (this.fault()) {
      setTimeout(() => this.#host.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    this.saving.set(true);
    try {
      await firstValueFrom(
        this.#api.call('changeRestaurant', { params: this.#params, body: { kitchen: requestOf(draft) } }),
      );
      this.#saved.set(draft);
      this.#notices.show({ tone: 'calm', text: this.t().stationSettings.saved });
      await this.load();
    } catch (error) {
      this.#notices.show({ tone: 'trouble', text: errorMessage(error, this.t()) });
    } finally {
      this.saving.set(false);
    }
  }
}
