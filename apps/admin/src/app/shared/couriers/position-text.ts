import { Service, inject } from '@angular/core';
import type { Point } from '@passline/contracts';
import { Clock } from '../../core/time/clock.ts';
import { metresBetween } from '../map/map-marker.ts';
import { Formats } from '../../core/i18n/formats.ts';
import { Language } from '../../core/i18n/language.ts';
import { type Sighting, isOld } from './courier-tracks.ts';

/** A position in words, for everybody who cannot or does not want to read a map. */
@Service()
export class SightingWords {
  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  readonly #t = inject(Language).messages;

  age({ seenAt }: Sighting): string {
    return this.#formats.age(this.#now() - new Date(seenAt).getTime());
  }

  isOld(sighting: Sighting, doing: 'riding' | 'waiting' = 'riding'): boolean {
    return isOld(sighting, this.#now(), doing);
  }

  fromRestaurant(name: string, sighting: Sighting, restaurant: Point | undefined): string {
    const { map } = this.#t();
    const age = this.age(sighting);
    return restaurant
      ? map.fromRestaurant(name, this.#formats.distance(metresBetween(sighting.at, restaurant)), age)
      : map.seen(name, age);
  }

  toDoor(name: string, sighting: Sighting, door: Point | null): string {
    const { map } = this.#t();
    const age = this.age(sighting);
    return door
      ? map.toDoor(name, this.#formats.distance(metresBetween(sighting.at, door)), age)
      : map.seen(name, age);
  }
}
