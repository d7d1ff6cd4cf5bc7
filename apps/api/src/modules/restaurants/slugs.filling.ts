import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RestaurantsRepository } from './restaurants.repository.ts';

const batchSize = 50;

/**
 * Adds slugs to restaurants that an earlier release stored, in the background. Until then their id stands in for the
 * slug. If the node stops, the next start continues.
 */
@Injectable()
export class SlugsFilling implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(SlugsFilling.name);
  #stopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly restaurants: RestaurantsRepository) {}

  onApplicationBootstrap(): void {
    this.#running = this.fill().catch((error: unknown) =>
      this.#log.error({ err: error, msg: 'slugs of older restaurants not filled, the next start retries' }),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async fill(): Promise<void> {
    while (!this.#stopping && (await this.restaurants.addSlugs(batchSize)) > 0);
  }
}
