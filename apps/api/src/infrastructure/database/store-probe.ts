import { Inject, Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Connection, mongo } from 'mongoose';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { diskWriteError } from './disk-write-error.ts';
import { withTimeout } from './with-timeout.ts';

export interface StoreReport {
  status: 'up' | 'degraded' | 'down';
  detail?: string;
  writable: boolean;
  /** Embedded engine only: reads of documents whose checksum was wrong. */
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
  detail: 'the store did not answer within a second',
  writable: false,
  damagedReads: 0,
};
/** As large as the largest request: a smaller probe could still succeed on a disk that is almost full. */
const filling = 'x'.repeat(32 * 1024);

/** Tests with a real write whether the store accepts writes. The result is kept for a second. */
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
      this.#last = { at: now, report: withTimeout(this.#probe(), withinMs, away) };
    return this.#last.report;
  }

  async #probe(): Promise<StoreReport> {
    const { db } = this.connection;
    if (!db) return away;
    try {
      await db
        .collection<Probe>('store_probe')
        .updateOne({ _id: 'probe' }, { $set: { at: new Date(), filling } }, { upsert: true });
    } catch (error) {
      const refusal = diskWriteError(error);
      // A duplicate key: another process made its first probe at the same moment.
      if (!(error instanceof mongo.MongoServerError && error.code === 11_000))
        return refusal === null ? away : { ...away, detail: refusal };
    }
    const damagedReads = await this.#damagedReads(db);
    return damagedReads === 0
      ? { status: 'up', writable: true, damagedReads }
      : {
          status: 'degraded',
          detail: `${damagedReads} reads met a damaged document. See the log, and restore a backup`,
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
