import { HttpClient } from '@angular/common/http';
import { Service, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Menu, MenuItem } from '@passline/contracts';
import { Subject, firstValueFrom } from 'rxjs';
import { Session, api } from '../auth/session.ts';
import { type Projected, type Step, project } from '../live/projection.ts';

type Known = Menu | undefined;

const withItem =
  (id: string, change: (item: MenuItem) => MenuItem) =>
  (menu: Known): Known =>
    menu && {
      ...menu,
      categories: menu.categories.map((category) => ({
        ...category,
        items: category.items.map((item) => (item.id === id ? change(item) : item)),
      })),
    };

/** The dishes of the own restaurant and whether they can be had. */
@Service({ autoProvided: false })
export class MenuStore {
  readonly #http = inject(HttpClient);
  readonly #url = `${api}/restaurants/${inject(Session).user()?.restaurantId ?? ''}/menu`;
  readonly #steps = new Subject<Step<Known>>();
  readonly #known = toSignal(this.#steps.pipe(project<Known>(undefined)), {
    initialValue: { view: undefined, truth: undefined, pending: false } satisfies Projected<Known>,
  });
  readonly #failure = signal<unknown>(undefined);
  #intentions = 0;

  readonly menu = computed(() => this.#known().view);
  readonly failure = this.#failure.asReadonly();

  async load(): Promise<void> {
    this.#failure.set(undefined);
    try {
      const menu = await firstValueFrom(this.#http.get<Menu>(this.#url));
      this.#steps.next({ kind: 'said', fold: () => menu });
    } catch (error) {
      this.#failure.set(error);
    }
  }

  /** Sold out until the server's default end, or back at once. Rejects, and shows the truth again, on a no. */
  async changeAvailability(item: MenuItem, available: boolean): Promise<void> {
    const id = ++this.#intentions;
    const intend = withItem(item.id, (it) => ({ ...it, available, until: null }));
    this.#steps.next({ kind: 'intended', id, apply: intend });
    try {
      const answer = await firstValueFrom(
        this.#http.patch<MenuItem>(`${this.#url}/items/${item.id}/availability`, { available }),
      );
      this.#steps.next({ kind: 'settled', id, fold: withItem(item.id, () => answer) });
    } catch (error) {
      this.#steps.next({ kind: 'settled', id });
      throw error;
    }
  }
}
