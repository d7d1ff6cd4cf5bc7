import { Component, computed, inject, linkedSignal, signal, untracked, viewChild } from '@angular/core';
import { firstErrorFocus } from '@passline/web/forms/first-error.ts';
import { type Choice, ChoiceGroup } from '@passline/web/forms/choice-group.ts';
import { ErrorState } from '@passline/web/ui/error-state.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';
import { Formats } from '@passline/web/i18n/formats.ts';
import { Language } from '../../../core/i18n/language.ts';
import { RestaurantStore } from '../../../shared/restaurant/restaurant-store.ts';
import { ProfilePart } from '../profile-part.ts';
import {
  type AreaDraft,
  areaDraftOf,
  areaOf,
  faultOf,
  isFull,
  radiusFrom,
  withKind,
  withoutCorner,
} from './area-draft.ts';
import { AreaMap } from './area-map.ts';

const mostUndone = 50;

/** Where the restaurant delivers to: everywhere, around it, or within a line that the owner draws on the map. */
@Component({
  selector: 'pl-delivery-area',
  imports: [AreaMap, ChoiceGroup, ErrorState, Skeleton],
  templateUrl: './delivery-area.html',
  styleUrls: ['../settings-page.css', './delivery-area.css'],
})
export class DeliveryArea {
  protected readonly store = inject(RestaurantStore);
  protected readonly t = inject(Language).messages;
  readonly #formats = inject(Formats);
  readonly #focusFirstError = firstErrorFocus();
  readonly #part = new ProfilePart<AreaDraft>({ kind: 'everywhere' }, areaDraftOf);
  protected readonly map = viewChild(AreaMap);

  protected readonly draft = this.#part.draft;
  readonly dirty = this.#part.dirty;
  protected readonly overtaken = this.#part.overtaken;
  protected readonly saving = this.#part.saving;

  protected readonly kinds = computed((): Choice<AreaDraft['kind']>[] => {
    const { everywhere, radius, polygon } = this.t().deliveryArea.kinds;
    return [
      { value: 'everywhere', label: everywhere },
      { value: 'radius', label: radius },
      { value: 'polygon', label: polygon },
    ];
  });
  /** The whole of it is brought into view: the first one, or one that was chosen or typed. Others leave the map alone. */
  protected readonly inView = linkedSignal<string | undefined, AreaDraft>({
    source: () => this.store.confirmed()?.id,
    computation: () => {
      const restaurant = untracked(this.store.confirmed);
      return restaurant ? areaDraftOf(restaurant) : { kind: 'everywhere' };
    },
  });
  readonly #earlier = signal<readonly AreaDraft[]>([]);
  protected readonly mayUndo = computed(() => this.#earlier().length > 0);
  protected readonly corners = computed(() => {
    const draft = this.draft();
    return draft.kind === 'polygon' ? draft.corners.length : 0;
  });
  protected readonly chosen = signal<number | undefined>(undefined);
  protected readonly isFull = computed(() => isFull(this.draft()));
  readonly #tried = signal(false);
  protected readonly fault = computed(() => {
    const fault = faultOf(this.draft());
    return fault && this.#tried() ? this.t().deliveryArea.faults[fault] : undefined;
  });
  /** As typed, until a hand draws another. */
  protected readonly kilometres = linkedSignal(() => {
    const draft = this.draft();
    return draft.kind === 'radius' && draft.radius !== undefined ? this.#words(draft.radius) : '';
  });
  /** While a hand moves: what it would be. */
  protected readonly moving = signal<string | undefined>(undefined);

  protected choose(kind: AreaDraft['kind'] | undefined): void {
    if (kind === undefined || kind === this.draft().kind) return;
    this.change(withKind(this.draft(), kind));
    this.inView.set(this.draft());
  }

  protected move(draft: AreaDraft): void {
    if (draft.kind === 'radius' && draft.radius !== undefined)
      this.moving.set(this.#formats.distance(draft.radius));
  }

  protected change(draft: AreaDraft): void {
    const before = this.draft();
    this.moving.set(undefined);
    if (draft.kind === 'polygon' && before.kind === 'polygon') {
      if (draft.corners.length > before.corners.length && this.isFull()) return;
      if (draft.corners.length < before.corners.length) this.chosen.set(undefined);
    } else this.chosen.set(undefined);
    this.#earlier.update((all) => [...all, before].slice(-mostUndone));
    this.draft.set(draft);
  }

  protected type(words: string): void {
    const radius = radiusFrom(words);
    this.draft.set({ kind: 'radius', radius });
    this.kilometres.set(words);
    if (radius !== undefined && !this.fault()) this.inView.set(this.draft());
  }

  protected undo(): void {
    const before = this.#earlier().at(-1);
    if (!before) return;
    this.#earlier.update((all) => all.slice(0, -1));
    this.chosen.set(undefined);
    this.draft.set(before);
  }

  protected remove(): void {
    const draft = this.draft();
    const chosen = this.chosen();
    if (draft.kind === 'polygon' && chosen !== undefined)
      this.change({ kind: 'polygon', corners: withoutCorner(draft.corners, chosen) });
  }

  protected clear(): void {
    this.change({ kind: 'polygon', corners: [] });
  }

  protected async save(): Promise<void> {
    this.#tried.set(true);
    const draft = this.draft();
    if (faultOf(draft)) {
      this.#focusFirstError();
      return;
    }
    if (!(await this.#part.save({ deliveryArea: areaOf(draft) }, this.t().deliveryArea.saved))) return;
    this.#tried.set(false);
    this.#earlier.set([]);
  }

  #words(metres: number): string {
    return this.#formats.decimal(metres / 1_000, metres % 1_000 === 0 ? 0 : metres % 100 === 0 ? 1 : 2);
  }
}
