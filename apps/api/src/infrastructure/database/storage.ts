import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { RunningEngine } from '@passline/embedded-mongo';
import type { Connection } from 'mongoose';
import { type Indexed, createIndexes } from './indexes.ts';
import { checkStoreRequirements } from './store-requirements.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { withTimeout } from './with-timeout.ts';

/** The engine that runs inside this process; null if MONGODB_URI is set or the primary holds it. */
export const ENGINE = Symbol('engine');

/**
 * Creates all indexes before anything is written, and closes the engine after the last connection to it. If the engine
 * closed first, requests in progress would fail.
 */
@Injectable()
export class Storage implements OnModuleInit, OnApplicationShutdown {
  readonly #log = new Logger('Storage');
  readonly #indexed: Indexed[] = [];

  constructor(
    @InjectConnection() private readonly connection: Connection,
    @Inject(ENGINE) private readonly engine: RunningEngine | null,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** For a collection without a model: its indexes are created together with all others. */
  addIndexes(indexed: Indexed): void {
    this.#indexed.push(indexed);
  }

  get embedded(): boolean {
    return this.engine !== null;
  }

  /** This module is global, so Nest initializes it before every domain. */
  async onModuleInit(): Promise<void> {
    const models = Object.values(this.connection.models).map((model) => ({
      collection: model.collection.name,
      create: () => model.createIndexes(),
    }));
    await createIndexes([...this.#requirements(), ...models, ...this.#indexed], this.#log);
  }

  /** Of a server that is not ours. The engine has tests of its own. */
  #requirements(): Indexed[] {
    const { db } = this.connection;
    return this.config.mongodbUri && db
      ? [{ collection: 'store_requirements', create: () => checkStoreRequirements(db) }]
      : [];
  }

  async isUp(withinMs = 1_000): Promise<boolean> {
    const answer = this.connection.db?.command({ ping: 1 }).then(
      () => true,
      () => false,
    );
    return answer ? withTimeout(answer, withinMs, false) : false;
  }

  /** Nest shuts global modules down last, so all other modules have finished writing. */
  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
    await this.engine?.close();
  }
}
