import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import type { Restaurant } from '@passline/contracts';
import type { MapMarker } from '@passline/web/map/map-marker.ts';
import { MapView } from '@passline/web/map/map-view.ts';
import type { Map as LeafletMap } from 'leaflet/dist/leaflet-src.esm.js';
import { Language } from '../../../core/i18n/language.ts';
import { type AreaDraft, reachOf } from './area-draft.ts';
import { DrawnArea } from './drawn-area.ts';

/** The map on which an owner draws. Loaded when it comes into view. */
@Component({
  selector: 'pl-area-map',
  imports: [MapView],
  template: `<pl-map
    [places]="places()"
    [also]="reach()"
    [label]="t().deliveryArea.map"
    (ready)="begin($event)"
  />`,
  styles: `
    :host,
    pl-map {
      display: block;
      block-size: 100%;
    }
  `,
})
export class AreaMap {
  readonly restaurant = input.required<Restaurant>();
  readonly draft = input.required<AreaDraft>();
  readonly chosen = input.required<number | undefined>();
  /** Whole in view at first, and again whenever this changes. */
  readonly inView = input.required<AreaDraft>();
  readonly moving = output<AreaDraft>();
  readonly changed = output<AreaDraft>();
  readonly choosing = output<number | undefined>();

  protected readonly t = inject(Language).messages;
  readonly #map = signal<{ map: LeafletMap; drawn: DrawnArea } | undefined>(undefined);
  readonly #centre = computed(() => this.restaurant().location, {
    equal: (a, b) => a.lat === b.lat && a.lng === b.lng,
  });
  protected readonly places = computed((): MapMarker[] => [
    { id: 'restaurant', kind: 'restaurant', at: this.#centre(), label: this.restaurant().name },
  ]);
  protected readonly reach = computed(() => reachOf(this.inView(), this.#centre()));

  constructor() {
    effect(() => {
      const { corner, edge } = this.t().deliveryArea;
      this.#map()?.drawn.show(this.draft(), this.#centre(), this.chosen(), { corner, edge });
    });
  }

  protected begin(map: LeafletMap): void {
    const drawn = new DrawnArea(map, {
      moving: (draft) => this.moving.emit(draft),
      changed: (draft) => this.changed.emit(draft),
      chosen: (corner) => this.choosing.emit(corner),
    });
    this.#map.set({ map, drawn });
  }

  /** For those who pan by keyboard instead of tapping. */
  addInMiddle(): void {
    const shown = this.#map();
    shown?.drawn.add(shown.map.getCenter());
  }
}
