import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OrderSearch } from './order-search.ts';

/** Few, so that the store serves other requests between two batches. */
const batchSize = 50;

/** Gives orders of earlier versions their search keys in the background; a node that stops goes on at its next start. */
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
        msg: 'the search keys of older orders could not be filled; the next start tries again',
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
