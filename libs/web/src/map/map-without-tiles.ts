import {
  type Circle,
  GridLayer,
  LayerGroup,
  type Map as LeafletMap,
  type Marker,
  circle,
  divIcon,
  marker,
} from 'leaflet/dist/leaflet-src.esm.js';
import type { Point } from '@passline/contracts';

/** A grid that moves and zooms with the map. It is visible wherever no map tile is loaded. */
export class MapGrid extends GridLayer {
  constructor() {
    super({ tileSize: 128, className: 'lattice', updateWhenZooming: false });
  }

  protected override createTile(): HTMLElement {
    return document.createElement('div');
  }
}

const radii = [250, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 12_000, 20_000, 50_000];
/** The smallest distance between two rings, in pixels: closer ones would not be readable. */
const apart = 56;

/** Distances from the centre: what a map without streets can still show. */
export class DistanceRings {
  readonly #layer = new LayerGroup();
  readonly #map: LeafletMap;
  readonly #words: (metres: number) => string;
  #middle: Point | undefined;

  constructor(map: LeafletMap, words: (metres: number) => string) {
    this.#map = map;
    this.#words = words;
    map.on('zoomend', () => this.#draw());
  }

  around(middle: Point | undefined): void {
    if (middle?.lat === this.#middle?.lat && middle?.lng === this.#middle?.lng) return;
    this.#middle = middle;
    this.#draw();
  }

  show(shown: boolean): void {
    if (shown) this.#layer.addTo(this.#map);
    else this.#layer.remove();
  }

  #draw(): void {
    this.#layer.clearLayers();
    if (!this.#middle) return;
    let last = 0;
    for (const radius of radii) {
      const size = this.#pixels(radius);
      if (size - last < apart) continue;
      last = size;
      for (const part of this.#ring(this.#middle, radius)) this.#layer.addLayer(part);
    }
  }

  #ring(middle: Point, radius: number): [Circle, Marker] {
    const north = { lat: middle.lat + radius / 111_195, lng: middle.lng };
    return [
      circle(middle, { radius, interactive: false, className: 'ring' }),
      marker(north, {
        interactive: false,
        keyboard: false,
        icon: divIcon({ className: 'reach', html: this.#words(radius), iconSize: [52, 18] }),
      }),
    ];
  }

  #pixels(metres: number): number {
    const middle = this.#middle ?? { lat: 0, lng: 0 };
    const zoom = this.#map.getZoom();
    const edge = { lat: middle.lat + metres / 111_195, lng: middle.lng };
    return this.#map.project(middle, zoom).distanceTo(this.#map.project(edge, zoom));
  }
}
