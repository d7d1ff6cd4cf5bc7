import { type Map as LeafletMap, type Marker, divIcon, marker } from 'leaflet/dist/leaflet-src.esm.js';
import { type IconName, drawingOf } from '../ui/icon.ts';
import type { MapMarker } from './map-marker.ts';

const icons: Record<MapMarker['kind'], IconName> = {
  restaurant: 'house',
  customer: 'home',
  courier: 'courier',
};
/** Moving markers are above static ones. */
const height: Record<MapMarker['kind'], number> = { restaurant: 0, customer: 100, courier: 200 };
const size = 48;

/** The markers of a map, reused while they move. */
export class MapMarkers {
  readonly #map: LeafletMap;
  readonly #press: ((id: string) => void) | undefined;
  readonly #marks = new Map<string, { mark: Marker; shown: MapMarker }>();

  constructor(map: LeafletMap, press: ((id: string) => void) | undefined) {
    this.#map = map;
    this.#press = press;
  }

  show(places: readonly MapMarker[]): void {
    const wanted = new Set(places.map(({ id }) => id));
    for (const [id, { mark }] of this.#marks)
      if (!wanted.has(id)) {
        mark.remove();
        this.#marks.delete(id);
      }
    for (const place of places) this.#place(place);
  }

  #place(place: MapMarker): void {
    const known = this.#marks.get(place.id);
    const mark = known?.mark ?? this.#make(place);
    if (known) mark.setLatLng(place.at);
    this.#marks.set(place.id, { mark, shown: place });
    const element = mark.getElement();
    if (!element) return;
    element.classList.toggle('old', place.old === true);
    element.classList.toggle('chosen', place.chosen === true);
    element.setAttribute('aria-label', place.label);
    const name = element.querySelector('.name');
    if (name) name.textContent = place.name ?? '';
  }

  #make(place: MapMarker): Marker {
    const pressed = place.kind === 'courier' ? this.#press : undefined;
    const face = document.createElement('span');
    face.className = 'face';
    face.innerHTML = drawingOf(icons[place.kind]);
    const name = document.createElement('span');
    name.className = 'name';
    name.setAttribute('aria-hidden', 'true');
    const html = document.createElement('div');
    html.append(face, name);
    const mark = marker(place.at, {
      interactive: pressed !== undefined,
      keyboard: pressed !== undefined,
      zIndexOffset: height[place.kind],
      icon: divIcon({ className: `mark ${place.kind}`, html, iconSize: [size, size] }),
    }).addTo(this.#map);
    const element = mark.getElement();
    if (pressed) {
      mark.on('click', () => pressed(place.id));
      element?.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        pressed(place.id);
      });
    } else element?.setAttribute('role', 'img');
    return mark;
  }
}
