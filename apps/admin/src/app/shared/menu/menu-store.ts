import { Service, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Request } from '@passline/api-client';
import type { Menu, MenuItem, OfferedChoice, WirePayload } from '@passline/contracts';
import { SerialQueue } from '@passline/contracts/serial-queue';
import { type Observable, debounceTime, filter, firstValueFrom, merge } from 'rxjs';
import { OwnRestaurant } from '../../core/auth/own-restaurant.ts';
import { type Fold, OptimisticState } from '../../core/state/optimistic-state.ts';
import { Realtime } from '../../core/realtime/realtime.ts';
import { type MenuArrangement, arranged } from './menu-arrangement.ts';
import { MenuApi } from './menu-api.ts';

type Known = Menu | undefined;
type AvailabilityUpdate = WirePayload<'menu:item:update'> & { choiceId?: string };

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

const withChoice =
  (id: string, change: (choice: OfferedChoice) => OfferedChoice) =>
  (item: MenuItem): MenuItem => ({
    ...item,
    options: item.options.map((option) => ({
      ...option,
      choices: option.choices.map((choice) => (choice.id === id ? change(choice) : choice)),
    })),
  });

const withUpdate = ({ itemId, choiceId, available, until }: AvailabilityUpdate) =>
  withItem(itemId, (item) =>
    choiceId === undefined
      ? { ...item, available, until }
      : withChoice(choiceId, (choice) => ({ ...choice, available, until }))(item),
  );

/** The menu of the user's restaurant, with live and optimistic changes. */
@Service({ autoProvided: false })
export class MenuStore {
  readonly #api = inject(MenuApi);
  readonly #state = new OptimisticState<Known>(undefined);
  readonly #failure = signal<unknown>(undefined);
  /** Availability events, applied on top of an answer that was requested before them. */
  readonly #updates: AvailabilityUpdate[] = [];
  readonly #queue = new SerialQueue();

  readonly menu = this.#state.view;
  readonly dishes = computed(() => this.menu()?.categories.flatMap(({ items }) => items) ?? []);
  readonly failure = this.#failure.asReadonly();

  constructor() {
    const own = inject(OwnRestaurant).id;
    const mine = ({ payload }: { payload: { restaurantId: string } }) => payload.restaurantId === own;
    const { client } = inject(Realtime);
    merge(client.events('menu:item:update'), client.events('menu:choice:update'))
      .pipe(
        filter((it) => mine(it)),
        takeUntilDestroyed(),
      )
      .subscribe(({ payload }) => {
        this.#updates.push(payload);
        this.#state.receive(withUpdate(payload));
      });
    merge(
      client.events('menu:update').pipe(filter((it) => mine(it))),
      client.resync$.pipe(filter((list) => list.some(({ stream }) => stream === `storefront:${own ?? ''}`))),
    )
      .pipe(
        debounceTime(100),
        filter(() => this.menu() !== undefined),
        takeUntilDestroyed(),
      )
      .subscribe(() => void this.load());
  }

  dish(id: string): MenuItem | undefined {
    return this.dishes().find((it) => it.id === id);
  }

  async load(): Promise<void> {
    try {
      const fold = await this.#whole(this.#api.get());
      this.#failure.set(undefined);
      this.#state.receive(fold);
    } catch (error) {
      this.#failure.set(error);
    }
  }

  /**
   * A dish, or a choice of its options. Sold out until the given time or tomorrow morning, or available again. Rolls back and rejects when the
   * server refuses.
   */
  async changeAvailability(
    item: MenuItem,
    available: boolean,
    until?: Date,
    choice?: OfferedChoice,
  ): Promise<void> {
    const at = until?.toISOString();
    const body = { available, ...(at && { until: at }) };
    const update = { restaurantId: item.restaurantId, itemId: item.id, available, until: at ?? null };
    await this.#change(withUpdate({ ...update, ...(choice && { choiceId: choice.id }) }), async () => {
      const answer = await firstValueFrom(
        choice
          ? this.#api.changeChoiceAvailability(item.id, choice.id, body)
          : this.#api.changeAvailability(item.id, body),
      );
      return withItem(item.id, () => answer);
    });
  }

  async add(wanted: Request<'addMenuItem'>['body']): Promise<MenuItem> {
    const dish = await firstValueFrom(this.#api.add(wanted));
    await this.load();
    return dish;
  }

  async change(id: string, wanted: Request<'changeMenuItem'>['body']): Promise<MenuItem> {
    const dish = await firstValueFrom(this.#api.change(id, wanted));
    await this.load();
    return dish;
  }

  /** Null removes it. */
  async setPicture(id: string, file: Blob | null): Promise<void> {
    const { picture } = await firstValueFrom(
      file ? this.#api.setPicture(id, file) : this.#api.removePicture(id),
    );
    this.#state.receive(withItem(id, (item) => ({ ...item, picture })));
  }

  async remove(items: readonly string[]): Promise<void> {
    const gone = new Set(items);
    await this.#change(
      (menu) =>
        menu && {
          ...menu,
          categories: menu.categories
            .map((it) => ({ ...it, items: it.items.filter(({ id }) => !gone.has(id)) }))
            .filter(({ items: left }) => left.length > 0),
        },
      () => this.#whole(this.#api.removeSeveral(items)),
    );
  }

  /** Requests run one after the other: each contains the whole menu, so the last one must win. */
  async arrange(wanted: MenuArrangement): Promise<void> {
    await this.#change(
      (menu) => menu && arranged(menu, wanted),
      () => this.#queue.run('arrange', () => this.#whole(this.#api.arrange(wanted))),
    );
  }

  async #change(apply: Fold<Known>, call: () => Promise<Fold<Known>>): Promise<void> {
    try {
      await this.#state.change(apply, call);
    } catch (error) {
      void this.load();
      throw error;
    }
  }

  async #whole(call: Observable<Menu>): Promise<Fold<Known>> {
    const before = this.#updates.length;
    const menu = await firstValueFrom(call);
    const since = this.#updates.slice(before);
    return () => since.reduce<Known>((so, it) => withUpdate(it)(so), menu);
  }
}
