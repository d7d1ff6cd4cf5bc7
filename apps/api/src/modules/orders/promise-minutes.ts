import { Injectable } from '@nestjs/common';
import { OrderStatistics } from './order.statistics.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';

const cacheMs = 30_000;

/** The default minutes to promise: the kitchen's usual preparation time, plus its busy minutes. */
@Injectable()
export class PromiseMinutes {
  readonly #learned = new Map<string, { at: number; minutes: number; basedOn: number }>();

  constructor(
    private readonly statistics: OrderStatistics,
    private readonly restaurants: RestaurantsService,
  ) {}

  async usual(restaurantId: string): Promise<{ readyInMinutes: number; basedOn: number }> {
    const [{ minutes, basedOn }, restaurant] = await Promise.all([
      this.#learn(restaurantId),
      this.restaurants.get(restaurantId),
    ]);
    return { readyInMinutes: minutes + restaurant.busyMinutes, basedOn };
  }

  async #learn(restaurantId: string) {
    const known = this.#learned.get(restaurantId);
    if (known && known.at > performance.now() - cacheMs) return known;
    const learned = { at: performance.now(), ...(await this.statistics.learnedReadyMinutes(restaurantId)) };
    this.#learned.set(restaurantId, learned);
    return learned;
  }
}
