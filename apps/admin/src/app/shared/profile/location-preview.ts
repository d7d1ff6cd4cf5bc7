import { Component, computed, inject, input } from '@angular/core';
import type { Point } from '@passline/contracts';
import { MapView } from '@passline/web/map/map-view.ts';
import type { MapMarker } from '@passline/web/map/map-marker.ts';
import { Language } from '../../core/i18n/language.ts';
import { Skeleton } from '@passline/web/ui/skeleton.ts';

/** Shows the coordinates on a map. */
@Component({
  selector: 'pl-location-preview',
  imports: [MapView, Skeleton],
  template: `
    @if (places(); as shown) {
      @defer (on viewport) {
        <pl-map still [places]="shown" [label]="label()" />
      } @placeholder {
        <div class="kept"></div>
      } @loading (minimum 0ms) {
        <pl-skeleton class="kept" [rows]="3" />
      } @error {
        <p class="kept">{{ t().map.failed }}</p>
      }
    } @else {
      <p class="kept">{{ t().profile.noPoint }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      min-block-size: 17rem;
    }
    .kept {
      border-radius: var(--radius);
    }
    p.kept {
      display: grid;
      place-items: center;
      padding: var(--s5);
      border: var(--stroke) dashed var(--edge);
      color: var(--ink-3);
      font-size: var(--text-s);
      text-align: center;
      text-wrap: balance;
    }
  `,
})
export class LocationPreview {
  readonly at = input.required<Point | undefined>();
  readonly name = input.required<string>();

  protected readonly t = inject(Language).messages;
  protected readonly label = computed(() =>
    this.t().profile.point(this.name().trim() || this.t().profile.heading),
  );
  protected readonly places = computed<MapMarker[] | undefined>(() => {
    const at = this.at();
    return at && [{ id: 'restaurant', kind: 'restaurant', at, label: this.label() }];
  });
}
