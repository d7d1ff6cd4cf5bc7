import {
  Component,
  DestroyRef,
  type ElementRef,
  ViewEncapsulation,
  afterNextRender,
  booleanAttribute,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { ConsoleSettings, Point } from '@passline/contracts';
import {
  type Map as LeafletMap,
  type Polyline,
  control,
  latLngBounds,
  map as makeMap,
  polyline,
  tileLayer,
} from 'leaflet/dist/leaflet-src.esm.js';
import { ServerSettings } from '../api/server-settings.ts';
import { Formats } from '../i18n/formats.ts';
import { PageLanguage } from '../i18n/language.ts';
import { Icon } from '../ui/icon.ts';
import { MapGrid, DistanceRings } from './map-without-tiles.ts';
import { MapMarkers } from './map-markers.ts';
import type { MapMarker } from './map-marker.ts';

interface Drawn {
  map: LeafletMap;
  marks: MapMarkers;
  rings: DistanceRings;
  trail: Polyline;
  ahead: Polyline;
}

/**
 * A map with markers. Streets are shown if tiles are configured and load; otherwise distance rings. It keeps
 * all markers in view until the user moves it.
 */
@Component({
  selector: 'pl-map',
  imports: [Icon],
  templateUrl: './map-view.html',
  styleUrl: './map-view.css',
  encapsulation: ViewEncapsulation.None,
})
export class MapView {
  readonly places = input.required<readonly MapMarker[]>();
  /** The travelled track. */
  readonly trail = input<readonly Point[]>([]);
  /** The remaining way, straight-line. */
  readonly ahead = input<readonly Point[]>([]);
  readonly label = input.required<string>();
  /** On a scrolling page, wheel and touch scroll the page. */
  readonly still = input(false, { transform: booleanAttribute });
  readonly pressable = input(false, { transform: booleanAttribute });
  readonly pressed = output<string>();
  /** What to keep in view beside the markers. A new value brings the whole into view again. */
  readonly also = input<readonly Point[]>([]);
  /** For layers of the page's own. */
  readonly ready = output<LeafletMap>();

  readonly #source = inject(ServerSettings).map;
  readonly #formats = inject(Formats);
  readonly #destroyed = inject(DestroyRef);
  protected readonly t = inject(PageLanguage).messages;
  private readonly ground = viewChild.required<ElementRef<HTMLElement>>('ground');
  readonly #drawn = signal<Drawn | undefined>(undefined);
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  /** The markers to keep in view. */
  readonly #who = computed(() =>
    this.places()
      .map(({ id }) => id)
      .join(),
  );
  #framed = '';
  #byUs = false;

  protected readonly following = signal(true);
  protected readonly attribution = computed(() => this.#source()?.attribution);

  constructor() {
    afterNextRender(() => this.#draw());
    effect(() => {
      const drawn = this.#drawn();
      if (!drawn) return;
      drawn.marks.show(this.places());
      drawn.rings.around(this.places().find(({ kind }) => kind === 'restaurant')?.at);
      drawn.trail.setLatLngs([...this.trail()]);
      drawn.ahead.setLatLngs([...this.ahead()]);
      untracked(() => this.#keepInSight(drawn.map));
    });
    effect(() => {
      const drawn = this.#drawn();
      if (drawn && this.also().length > 0) untracked(() => this.follow());
    });
    effect((onCleanup) => {
      const drawn = this.#drawn();
      const source = this.#source();
      if (drawn && source) onCleanup(this.#pave(drawn, source));
    });
  }

  protected zoom(by: number): void {
    this.following.set(false);
    this.#drawn()?.map.zoomIn(by);
  }

  protected follow(): void {
    this.following.set(true);
    const map = this.#drawn()?.map;
    if (map) this.#frame(map);
  }

  #draw(): void {
    const element = this.ground().nativeElement;
    const still = this.still();
    // Leaflet focuses the map at each press, and puts back the scroll position of the window only: a page that scrolls
    // within another element would jump under the finger.
    element.focus = () => HTMLElement.prototype.focus.call(element, { preventScroll: true });
    const map = makeMap(element, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: 0.25,
      wheelPxPerZoomLevel: 120,
      scrollWheelZoom: !still,
      dragging: !still || !matchMedia('(pointer: coarse)').matches,
      fadeAnimation: false,
      zoomAnimation: !this.#calm,
      markerZoomAnimation: !this.#calm,
      inertia: !this.#calm,
      minZoom: 3,
      maxZoom: 18,
    }).setView([0, 0], 3);
    map.addLayer(new MapGrid());
    control.scale({ imperial: false, maxWidth: 90 }).addTo(map);
    const line = (className: string) => polyline([], { interactive: false, className }).addTo(map);
    const byHand = () => {
      if (!this.#byUs) this.following.set(false);
    };
    map.on('dragstart zoomstart', byHand);
    map.on('keydown', ({ originalEvent }) => {
      if (originalEvent.key.startsWith('Arrow')) byHand();
    });
    map.on('moveend', () => {
      this.#byUs = false;
      // Only after the markers are placed for the new zoom level.
      requestAnimationFrame(() => requestAnimationFrame(() => element.classList.add('gliding')));
    });
    map.on('zoomstart', () => element.classList.remove('gliding'));
    const rings = new DistanceRings(map, (metres) => this.#formats.distance(metres));
    rings.show(true);
    const ahead = line('ahead');
    const marks = new MapMarkers(map, this.pressable() ? (id) => this.pressed.emit(id) : undefined);
    this.#drawn.set({ map, marks, rings, trail: line('trail'), ahead });
    this.ready.emit(map);

    const size = new ResizeObserver(() => {
      map.invalidateSize({ pan: false });
      if (this.following()) this.#frame(map, false);
    });
    size.observe(element);
    this.#destroyed.onDestroy(() => {
      size.disconnect();
      map.remove();
    });
  }

  /** The background stays until the first tile has loaded, and wherever one is missing. */
  #pave({ map, rings }: Drawn, { tileUrl }: NonNullable<ConsoleSettings['map']>): () => void {
    const streets = tileLayer(tileUrl, {
      className: 'streets',
      referrerPolicy: 'strict-origin',
      maxZoom: 19,
    });
    streets.on('tileload', () => rings.show(false));
    streets.on('tileerror', ({ tile }) => tile.classList.add('missing'));
    streets.addTo(map);
    return () => streets.remove();
  }

  #keepInSight(map: LeafletMap): void {
    const places = this.places();
    if (places.length === 0 || !this.following()) return;
    const seen = map.getBounds().pad(-0.06);
    if (this.#framed !== this.#who() || places.some(({ at }) => !seen.contains(at)))
      this.#frame(map, this.#framed !== '');
  }

  #frame(map: LeafletMap, gently = true): void {
    const places = this.places();
    if (places.length === 0) return;
    this.#framed = this.#who();
    this.#byUs = true;
    const points = [...places.map(({ at }) => at), ...this.also()];
    map.fitBounds(latLngBounds(points.map(({ lat, lng }) => [lat, lng])), {
      paddingTopLeft: [44, 44],
      paddingBottomRight: [68, 52],
      maxZoom: 15.5,
      animate: gently && !this.#calm,
    });
  }
}
