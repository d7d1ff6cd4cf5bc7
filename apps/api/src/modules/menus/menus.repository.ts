import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import {
  type Actor,
  AggregateNotFound,
  type AggregateStore,
  type EventDraft,
  isDuplicateKey,
} from '@passline/event-log';
import type { Model } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import type { Dish } from './menu.ts';
import { nextBack } from './sold-out.ts';
import { MENU, type MenuDoc } from './menu.schema.ts';

/** The task that makes sold-out dishes available again. */
export const dishesBack = 'dishes available again';

@Injectable()
export class MenusRepository {
  readonly #store: AggregateStore<MenuDoc>;
  readonly #cache = new ReadCache<Dish[]>();

  constructor(
    @InjectModel(MENU) private readonly menus: Model<MenuDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(menus, 'menu', { [dishesBack]: (menu) => menu.nextBack });
  }

  /** Empty until the first dish is added. */
  async dishes(restaurantId: string): Promise<Dish[]> {
    return (await this.menus.findById(restaurantId).lean<MenuDoc>())?.dishes ?? [];
  }

  /** Cached for placing orders. This node's own changes are visible at once, other nodes' changes after a moment. */
  async recentDishes(restaurantId: string): Promise<readonly Dish[]> {
    return this.#cache.get(restaurantId, () => this.dishes(restaurantId));
  }

  async change(
    restaurantId: string,
    actor: Actor | null,
    decide: (dishes: Dish[]) => { dishes: Dish[]; events: EventDraft[] },
  ): Promise<void> {
    const attempt = () =>
      this.#store.mutate(
        restaurantId,
        (menu) => {
          const { dishes, events } = decide(menu.dishes);
          return events.length === 0 ? null : { change: { dishes, nextBack: nextBack(dishes) }, events };
        },
        { actor },
      );
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof AggregateNotFound)) throw error;
      await this.create(restaurantId, []);
      await attempt();
    } finally {
      this.#cache.forget(restaurantId);
    }
  }

  /** Does nothing if the menu exists already. */
  async create(restaurantId: string, dishes: Dish[]): Promise<void> {
    try {
      await this.#store.insert({ _id: restaurantId, dishes, nextBack: nextBack(dishes) }, [], null);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async withDishesBack(now: Date, atMost: number): Promise<string[]> {
    const due = await this.menus
      .find({ nextBack: { $lte: now } }, { _id: 1 })
      .sort({ nextBack: 1 })
      .limit(atMost)
      .lean();
    return due.map((menu) => menu._id);
  }

  async nextDishBack(): Promise<Date | null> {
    return earliest(this.menus, 'nextBack');
  }
}
