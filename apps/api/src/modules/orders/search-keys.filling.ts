import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OrderSearch } from './order-search.ts';

/** Small, so that the store serves other requests between two batches. */
const batchSize = 50;

/** Adds search keys to orders that an earlier release stored, in the background. If the node stops, the next start continues. */
@Injectable()
export class SearchKeysFilling implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #log = new Logger(SearchKeysFilling.name);
  #stopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly search: OrderSearch) {}

  onApplicationBootstrap(): void {
    this.#running = this.fill().catch((error: unknown) =>
      this.#log.error({
        err: error,
        msg: 'search keys of older orders not filled, the next start retries',
      }),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async fill(): Promise<void> {
    while (!this.#stopping && (await this.search.fillKeys(batchSize)) > 0);
  }
}
