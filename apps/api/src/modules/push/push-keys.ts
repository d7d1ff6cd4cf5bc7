import { Inject, Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { isDuplicateKey } from '@passline/event-log';
import { type Model, Schema } from 'mongoose';
import webPush from 'web-push';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';

export interface KeyPair {
  publicKey: string;
  privateKey: string;
}
interface StoredKeys extends KeyPair {
  _id: string;
  createdAt: Date;
}
export const PUSH_KEYS = 'PushKeys';
export const PushKeysSchema = new Schema<StoredKeys>(
  {
    _id: { type: String, required: true },
    publicKey: { type: String, required: true },
    privateKey: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'push_keys', versionKey: false },
);

/**
 * The key pair that signs push messages. Browsers subscribe with the public key, so it must be the same on every node and
 * must never change: with another pair all existing subscriptions stop working.
 */
@Injectable()
export class PushKeys {
  #pair: Promise<KeyPair> | undefined;

  constructor(
    @InjectModel(PUSH_KEYS) private readonly keys: Model<StoredKeys>,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  pair(): Promise<KeyPair> {
    this.#pair ??= this.#find().catch((error: unknown) => {
      this.#pair = undefined;
      throw error;
    });
    return this.#pair;
  }

  async #find(): Promise<KeyPair> {
    if (this.config.push.keys) return this.config.push.keys;
    const known = await this.#read();
    if (known) return known;
    try {
      await this.keys.create({ _id: 'vapid', ...webPush.generateVAPIDKeys(), createdAt: new Date() });
    } catch (error) {
      // Another node was first, so its pair is used.
      if (!isDuplicateKey(error)) throw error;
    }
    const pair = await this.#read();
    if (!pair) throw new Error('the push keys were stored and are missing');
    return pair;
  }

  async #read(): Promise<KeyPair | null> {
    return this.keys.findById('vapid').lean<StoredKeys>();
  }
}
