import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection, mongo } from 'mongoose';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { diskRefusal } from './disk-refusal.ts';
import { within } from './within.ts';

export interface StoreReport {
  status: 'up' | 'degraded' | 'down';
  detail?: string;
  writable: boolean;
  /** Of the embedded engine: how often a document did not fit its checksum. */
  damagedReads: number;
}

interface Probe {
  _id: string;
  at: Date;
  filling: string;
}

const keptMs = 1_000;
const answerWithinMs = 1_000;
const away: StoreReport = {
  status: 'down',
  detail: 'no answer within a second',
  writable: false,
  damagedReads: 0,
};
/** As much as the largest request: a disk with room for one byte more would let a smaller probe pass. */
const filling = 'x'.repeat(32 * 1024);

/** Finds out by a real write whether the store takes writes; asked more often than once a second it answers again. */
@Injectable()
export class StoreProbe {
  #last: { at: number; report: Promise<StoreReport> } | null = null;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  report(withinMs = answerWithinMs): Promise<StoreReport> {
    const now = performance.now();
    if (!this.#last || now - this.#last.at > keptMs)
      this.#last = { at: now, report: within(withinMs, this.#look(), away) };
    return this.#last.report;
  }

  async #look(): Promise<StoreReport> {
    const { db } = this.connection;
    if (!db) return away;
    try {
      await db
        .collection<Probe>('store_probe')
        .updateOne({ _id: 'probe' }, { $set: { at: new Date(), filling } }, { upsert: true });
    } catch (error) {
      const refusal = diskRefusal(error);
      // Two processes that probe for the first time in the same moment: one of them was quicker.
      if (!(error instanceof mongo.MongoServerError && error.code === 11_000))
        return refusal === null ? away : { ...away, detail: refusal };
    }
    const damagedReads = await this.#damagedReads(db);
    return damagedReads === 0
      ? { status: 'up', writable: true, damagedReads }
      : {
          status: 'degraded',
          detail: `${damagedReads} reads met a damaged document: see the log, and restore a backup`,
          writable: true,
          damagedReads,
        };
  }

  async #damagedReads(db: mongo.Db): Promise<number> {
    if (this.config.mongodbUri) return 0;
    const answer = (await db.command({ serverStatus: 1 }).catch(() => null)) as {
      storage?: { damagedReads?: number };
    } | null;
    return answer?.storage?.damagedReads ?? 0;
  }
}
