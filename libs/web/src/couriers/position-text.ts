import { Service, inject } from '@angular/core';
import type { Point } from '@passline/contracts';
import { Clock } from '../time/clock.ts';
import { metresBetween } from '@passline/contracts/browser';
import { Formats } from '../i18n/formats.ts';
import { PageLanguage } from '../i18n/language.ts';
import { type KnownPosition, isOld } from './courier-tracks.ts';

/** A position as text, for users without the map. */
@Service()
export class PositionText {
  readonly #now = inject(Clock).now;
  readonly #formats = inject(Formats);
  readonly #t = inject(PageLanguage).messages;

  age({ seenAt }: KnownPosition): string {
    return this.#formats.age(this.#now() - new Date(seenAt).getTime());
  }

  isOld(sighting: KnownPosition, doing: 'riding' | 'waiting' = 'riding'): boolean {
    return isOld(sighting, this.#now(), doing);
  }

  fromRestaurant(name: string, sighting: KnownPosition, restaurant: Point | undefined): string {
    const { map } = this.#t();
    const age = this.age(sighting);
    return restaurant
      ? map.fromRestaurant(name, this.#formats.distance(metresBetween(sighting.at, restaurant)), age)
      : map.seen(name, age);
  }

  toDoor(name: string, sighting: KnownPosition, door: Point | null): string {
    const { map } = this.#t();
    const age = this.age(sighting);
    return door
      ? map.toDoor(name, this.#formats.distance(metresBetween(sighting.at, door)), age)
      : map.seen(name, age);
  }
}
