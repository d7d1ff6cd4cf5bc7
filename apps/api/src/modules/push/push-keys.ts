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
interface KeptKeys extends KeyPair {
  _id: string;
  createdAt: Date;
}
export const PUSH_KEYS = 'PushKeys';
export const PushKeysSchema = new Schema<KeptKeys>(
  {
    _id: { type: String, required: true },
    publicKey: { type: String, required: true },
    privateKey: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'push_keys', versionKey: false },
);

/**
 * The pair that signs push messages. Every browser subscribes under the public half, so it must be the same on every
 * node and for ever: another pair would silence all that have subscribed.
 */
@Injectable()
export class PushKeys {
  #pair: Promise<KeyPair> | undefined;

  constructor(
    @InjectModel(PUSH_KEYS) private readonly kept: Model<KeptKeys>,
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
      await this.kept.create({ _id: 'vapid', ...webPush.generateVAPIDKeys(), createdAt: new Date() });
    } catch (error) {
      // Another node was first: its pair is everybody's.
      if (!isDuplicateKey(error)) throw error;
    }
    const pair = await this.#read();
    if (!pair) throw new Error('the push keys are gone as soon as made');
    return pair;
  }

  async #read(): Promise<KeyPair | null> {
    return this.kept.findById('vapid').lean<KeptKeys>();
  }
}
