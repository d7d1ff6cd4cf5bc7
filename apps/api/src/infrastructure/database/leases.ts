import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Refusal } from '@passline/contracts';
import { isDuplicateKey } from '@passline/event-log';
import { type Model, Schema } from 'mongoose';

interface Lease {
  _id: string;
  holder: string;
  until: Date;
}

export const LEASE = 'Lease';
export const LeaseSchema = new Schema<Lease>(
  {
    _id: { type: String, required: true },
    holder: { type: String, required: true },
    until: { type: Date, required: true },
  },
  { collection: 'leases', versionKey: false },
);
LeaseSchema.index({ until: 1 }, { expireAfterSeconds: 60 });

const heldForMs = 10_000;
const waitMs = 3_000;

/**
 * Locks across all nodes, for the few rules that span several documents. If a holder dies, its lease expires after ten
 * seconds. A caller that waits longer than three seconds gets a conflict.
 */
@Injectable()
export class Leases {
  constructor(@InjectModel(LEASE) private readonly leases: Model<Lease>) {}

  async hold<T>(name: string, work: () => Promise<T>): Promise<T> {
    const holder = randomUUID();
    const giveUpAt = performance.now() + waitMs;
    while (!(await this.#take(name, holder))) {
      if (performance.now() > giveUpAt)
        throw new Refusal(
          'conflict',
          'Another request is changing the same data. Try again in a few seconds.',
        );
      await pause(20 + Math.random() * 30);
    }
    try {
      return await work();
    } finally {
      await this.leases.deleteOne({ _id: name, holder });
    }
  }

  async #take(name: string, holder: string): Promise<boolean> {
    const now = new Date();
    try {
      await this.leases.updateOne(
        { _id: name, until: { $lte: now } },
        { $set: { holder, until: new Date(now.getTime() + heldForMs) } },
        { upsert: true },
      );
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // An unexpired lease exists. It may be our own, if the driver repeated the write.
      return (await this.leases.exists({ _id: name, holder })) !== null;
    }
  }
}
