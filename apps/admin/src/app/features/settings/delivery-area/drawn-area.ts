import type { Point } from '@passline/contracts';
import {
  type Circle,
  LayerGroup,
  type Map as LeafletMap,
  type Marker,
  type Polygon,
  circle,
  divIcon,
  marker,
  polygon,
} from 'leaflet/dist/leaflet-src.esm.js';
import {
  type AreaDraft,
  eastOf,
  isFull,
  radiusTo,
  withCorner,
  withMoved,
  withoutCorner,
} from './area-draft.ts';

interface Words {
  corner: (number: string, of: string) => string;
  edge: string;
}
interface Hands {
  /** While a hand moves. */
  moving: (draft: AreaDraft) => void;
  /** When it lets go. */
  changed: (draft: AreaDraft) => void;
  chosen: (corner: number | undefined) => void;
}

/** Easy to hit with a thumb. */
const handleSize = 44;
/** Of one press of an arrow key. */
const stepPixels = 8;
const arrows: Record<string, readonly [x: number, y: number]> = {
  ArrowUp: [0, -stepPixels],
  ArrowDown: [0, stepPixels],
  ArrowLeft: [-stepPixels, 0],
  ArrowRight: [stepPixels, 0],
};

/** The delivery area on a map, with the handles that change it. */
export class DrawnArea {
  readonly #map: LeafletMap;
  readonly #hands: Hands;
  readonly #layer = new LayerGroup();
  #draft: AreaDraft = { kind: 'everywhere' };
  #centre: Point = { lat: 0, lng: 0 };
  #shape: Circle | Polygon | undefined;
  #handles: Marker[] = [];
  /** A hand that was faster than its handle lets go over the map, which takes that for a tap. */
  #isLettingGo = false;

  constructor(map: LeafletMap, hands: Hands) {
    this.#map = map;
    this.#hands = hands;
    this.#layer.addTo(map);
    // Two quick taps are two corners.
    map.doubleClickZoom.disable();
    map.on('click', ({ latlng, originalEvent: { target } }) => {
      // A tap on a handle or on the restaurant is none on the map.
      const isOnMarker = target instanceof Element && target.closest('.leaflet-marker-icon') !== null;
      if (!this.#isLettingGo && !isOnMarker) this.add(latlng);
    });
  }

  add(at: Point): void {
    if (this.#draft.kind === 'polygon' && !isFull(this.#draft))
      this.#change({ kind: 'polygon', corners: withCorner(this.#draft.corners, at) });
  }

  /** Known here at once: the next press of a key may come before the page has shown this change. */
  #change(draft: AreaDraft): void {
    this.#draft = draft;
    this.#hands.changed(draft);
  }

  /** Handles that stay are moved, not made anew: a hand or the keyboard may be on one. */
  show(draft: AreaDraft, centre: Point, chosen: number | undefined, words: Words): void {
    const count = draft.kind === 'polygon' ? draft.corners.length : draft.kind === 'radius' ? 1 : 0;
    const isSame = draft.kind === this.#draft.kind && count === this.#handles.length;
    this.#draft = draft;
    this.#centre = centre;
    if (!isSame) this.#begin(draft, count);
    if (draft.kind === 'radius') {
      const radius = draft.radius ?? 0;
      (this.#shape as Circle).setLatLng(centre).setRadius(radius);
      this.#place(0, eastOf(centre, radius), words.edge);
    }
    if (draft.kind !== 'polygon') return;
    (this.#shape as Polygon).setLatLngs([...draft.corners]);
    draft.corners.forEach((corner, index) => {
      this.#place(index, corner, words.corner(String(index + 1), String(count)));
      this.#handles[index]?.getElement()?.classList.toggle('chosen', index === chosen);
    });
  }

  #begin({ kind }: AreaDraft, count: number): void {
    const focused = this.#handles.findIndex((it) => it.getElement() === document.activeElement);
    this.#layer.clearLayers();
    this.#shape =
      kind === 'radius'
        ? circle(this.#centre, { radius: 0, interactive: false, className: 'area' })
        : polygon([], { interactive: false, className: 'area' });
    this.#layer.addLayer(this.#shape);
    this.#handles = Array.from({ length: count }, (_, index) =>
      kind === 'radius' ? this.#edge() : this.#corner(index),
    );
    // After a removal the keyboard goes on at the corner that took its place.
    if (focused >= 0)
      this.#handles
        .at(Math.min(focused, count - 1))
        ?.getElement()
        ?.focus();
  }

  #place(index: number, at: Point, label: string): void {
    const handle = this.#handles[index];
    handle?.setLatLng(at);
    handle?.getElement()?.setAttribute('aria-label', label);
  }

  #edge(): Marker {
    const handle = this.#handle();
    const to = (at: Point): AreaDraft => ({ kind: 'radius', radius: radiusTo(this.#centre, at) });
    handle.on('drag', () => {
      const radius = radiusTo(this.#centre, handle.getLatLng());
      (this.#shape as Circle).setRadius(radius);
      this.#hands.moving({ kind: 'radius', radius });
    });
    handle.on('dragend', () => this.#change(to(handle.getLatLng())));
    this.#onArrows(handle, (at) => this.#change(to(at)));
    return handle;
  }

  #corner(index: number): Marker {
    const handle = this.#handle();
    const corners = () => (this.#draft.kind === 'polygon' ? this.#draft.corners : []);
    const change = (all: readonly Point[]) => this.#change({ kind: 'polygon', corners: all });
    handle.on('dragstart click', () => this.#hands.chosen(index));
    handle.on('drag', () =>
      (this.#shape as Polygon).setLatLngs(withMoved(corners(), index, handle.getLatLng())),
    );
    handle.on('dragend', () => change(withMoved(corners(), index, handle.getLatLng())));
    this.#onArrows(handle, (at) => change(withMoved(corners(), index, at)));
    handle.getElement()?.addEventListener('keydown', (event) => {
      if (event.key !== 'Delete' && event.key !== 'Backspace') return;
      event.preventDefault();
      change(withoutCorner(corners(), index));
    });
    return handle;
  }

  #handle(): Marker {
    const handle = marker(this.#centre, {
      draggable: true,
      keyboard: true,
      bubblingMouseEvents: false,
      // Above the restaurant: otherwise a handle on top of it could not be taken.
      zIndexOffset: 1_000,
      icon: divIcon({ className: 'handle', iconSize: [handleSize, handleSize] }),
    });
    this.#layer.addLayer(handle);
    handle.on('dragend', () => {
      this.#isLettingGo = true;
      setTimeout(() => (this.#isLettingGo = false));
    });
    return handle;
  }

  #onArrows(handle: Marker, move: (at: Point) => void): void {
    handle.getElement()?.addEventListener('keydown', (event) => {
      const by = arrows[event.key];
      if (!by) return;
      event.preventDefault();
      // Otherwise the map pans too.
      event.stopPropagation();
      const at = this.#map.latLngToContainerPoint(handle.getLatLng()).add([...by]);
      move(this.#map.containerPointToLatLng(at));
    });
  }
}
