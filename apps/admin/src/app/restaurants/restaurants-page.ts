import { Component, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { EMPTY, expand, map, reduce } from 'rxjs';
import { modeOf, openingSentence } from '../restaurant/opening.ts';
import { RestaurantsApi } from '../restaurant/restaurants-api.ts';
import { Formats } from '../text/formats.ts';
import { Language } from '../text/language.ts';
import { Blank } from '../ui/blank.ts';
import { Failure } from '../ui/failure.ts';
import { Skeleton } from '../ui/skeleton.ts';

/** For operators: every restaurant, and whether it takes orders. */
@Component({
  selector: 'pl-restaurants-page',
  imports: [Blank, Failure, Skeleton],
  templateUrl: './restaurants-page.html',
  host: { class: 'page' },
})
export class RestaurantsPage {
  readonly #api = inject(RestaurantsApi);
  readonly #formats = inject(Formats);
  protected readonly t = inject(Language).messages;

  protected readonly all = rxResource({
    stream: () =>
      this.#api.list().pipe(
        expand(({ nextCursor }) => (nextCursor ? this.#api.list(nextCursor) : EMPTY)),
        map(({ items }) => items),
        reduce((all, items) => [...all, ...items]),
      ),
  });
  protected readonly rows = computed(() =>
    this.all.hasValue()
      ? this.all.value().map((restaurant) => ({
          ...restaurant,
          mode: modeOf(restaurant),
          status: openingSentence(restaurant, this.t(), this.#formats),
        }))
      : [],
  );
  protected readonly sentence = computed(() =>
    this.t().restaurants.sentence(
      this.#formats.number(this.rows().length),
      this.#formats.number(this.rows().filter(({ isOpen }) => isOpen).length),
    ),
  );
}
