import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { LAST_SEEN, type LastSeen, NODE_PRESENCE, type NodePresence } from './presence.schema.ts';

@Injectable()
export class PresenceRepository {
  constructor(
    @InjectModel(NODE_PRESENCE) private readonly nodes: Model<NodePresence>,
    @InjectModel(LAST_SEEN) private readonly lastSeen: Model<LastSeen>,
  ) {}

  async all(): Promise<NodePresence[]> {
    return this.nodes.find().lean<NodePresence[]>();
  }

  async report({ _id, ...presence }: NodePresence): Promise<void> {
    await this.nodes.updateOne({ _id }, { $set: presence }, { upsert: true });
  }

  async touch(_id: string, at: Date): Promise<boolean> {
    return (await this.nodes.updateOne({ _id }, { $set: { at } })).matchedCount === 1;
  }

  /** True if this call removed it; of several parallel calls, only one gets true. */
  async remove(_id: string, unlessAfter = new Date(8.64e15)): Promise<boolean> {
    return (await this.nodes.deleteOne({ _id, at: { $lte: unlessAfter } })).deletedCount === 1;
  }

  async leftAt(restaurantIds: readonly string[], at: Date): Promise<void> {
    if (restaurantIds.length === 0) return;
    await this.lastSeen.bulkWrite(
      restaurantIds.map((_id) => ({
        updateOne: { filter: { _id }, update: { $max: { at } }, upsert: true },
      })),
      { ordered: false },
    );
  }

  async lastSeenOf(restaurantIds: readonly string[]): Promise<Map<string, Date>> {
    const found = await this.lastSeen.find({ _id: { $in: [...restaurantIds] } }).lean<LastSeen[]>();
    return new Map(found.map(({ _id, at }) => [_id, at]));
  }
}
