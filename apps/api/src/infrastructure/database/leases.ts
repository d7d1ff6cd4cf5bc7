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
const patienceMs = 3_000;

/**
 * One at a time across all nodes, for the few rules that span more than one document. A holder that dies loses it after
 * ten seconds; who waits longer than three is refused and may try again.
 */
@Injectable()
export class Leases {
  constructor(@InjectModel(LEASE) private readonly leases: Model<Lease>) {}

  async hold<T>(name: string, work: () => Promise<T>): Promise<T> {
    const holder = randomUUID();
    const giveUpAt = performance.now() + patienceMs;
    while (!(await this.#take(name, holder))) {
      if (performance.now() > giveUpAt)
        throw new Refusal('conflict', 'Somebody else is changing this at the moment: try again.');
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
      // There is one that has not expired. It may be this very one, when the write was repeated.
      return (await this.leases.exists({ _id: name, holder })) !== null;
    }
  }
}
