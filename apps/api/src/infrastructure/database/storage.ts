import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { RunningEngine } from '@passline/embedded-mongo';
import type { Connection } from 'mongoose';
import { type Indexed, createIndexes } from './indexes.ts';
import { within } from './within.ts';

/** The engine that runs inside this process, or null when a MongoDB is named. */
export const ENGINE = Symbol('engine');

/**
 * Owns the order of things around the store: indexes are there before anybody may write, and the engine closes after
 * the last connection to it. Were the engine first, requests that are being finished would fail.
 */
@Injectable()
export class Storage implements OnModuleInit, OnApplicationShutdown {
  readonly #log = new Logger('Storage');
  readonly #indexed: Indexed[] = [];

  constructor(
    @InjectConnection() private readonly connection: Connection,
    @Inject(ENGINE) private readonly engine: RunningEngine | null,
  ) {}

  /** For a collection without a model: its indexes are created with all others, before anything is written. */
  addIndexes(indexed: Indexed): void {
    this.#indexed.push(indexed);
  }

  get embedded(): boolean {
    return this.engine !== null;
  }

  /** This module is global, so its turn comes before that of every domain. */
  async onModuleInit(): Promise<void> {
    const models = Object.values(this.connection.models).map((model) => ({
      collection: model.collection.name,
      create: () => model.createIndexes(),
    }));
    await createIndexes([...models, ...this.#indexed], this.#log);
  }

  async isUp(withinMs = 1_000): Promise<boolean> {
    const answer = this.connection.db?.command({ ping: 1 }).then(
      () => true,
      () => false,
    );
    return answer ? within(withinMs, answer, false) : false;
  }

  /** Global modules are shut down last: whatever another one still has to write is written by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
    await this.engine?.close();
  }
}
