import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { RecentDurations } from './recent-durations.ts';

/** Measures how long commands wait for the store: for a connection of the pool, and then for the answer. */
@Injectable()
export class StoreWait implements OnModuleInit {
  readonly #durations = new RecentDurations();
  /** The start of the operation that each connection of the pool is used for. */
  readonly #started = new Map<unknown, number>();

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** The pool's events are emitted in any case. Command monitoring would cost an object for each command. */
  onModuleInit(): void {
    const client = this.connection.getClient();
    client.on('connectionCheckedOut', ({ connectionId, durationMS }) => {
      this.#started.set(connectionId, performance.now() - durationMS);
    });
    client.on('connectionCheckedIn', ({ connectionId }) => {
      const startedAt = this.#started.get(connectionId);
      this.#started.delete(connectionId);
      if (startedAt !== undefined) this.#durations.add(performance.now() - startedAt);
    });
  }

  /** The median since the last call; while no command ends, the age of the oldest. */
  take(): number {
    const [oldest] = this.#started.values();
    return this.#durations.takeMedian() ?? (oldest === undefined ? 0 : performance.now() - oldest);
  }
}
