import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Actor, AggregateNotFound, type AggregateStore, type NewAggregate } from '@passline/event-log';
import type { Model } from 'mongoose';
import { batchedById } from '../../infrastructure/database/batched-by-id.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { knownForMs } from '../accounts/accounts.service.ts';
import { API_KEY, type ApiKeyDoc } from './api-key.schema.ts';
import type {} from './api-keys.events.ts';

@Injectable()
export class ApiKeysRepository {
  readonly #store: AggregateStore<ApiKeyDoc>;
  readonly #known = new ReadCache<ApiKeyDoc | null>(knownForMs, 10_000);
  readonly #reads = batchedById((ids) => this.keys.find({ _id: { $in: ids } }).lean<ApiKeyDoc[]>());

  constructor(
    @InjectModel(API_KEY) private readonly keys: Model<ApiKeyDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(keys, 'api_key');
  }

  async insert(key: NewAggregate<ApiKeyDoc>, actor: Actor): Promise<ApiKeyDoc> {
    const { restaurantId, scopes, expiresAt } = key;
    const created = await this.#store.insert(
      key,
      [{ type: 'api_key.created', data: { restaurantId, scopes, expiresAt } }],
      actor,
    );
    this.forget(key._id);
    return created;
  }

  /** For checks of every request: a revocation is visible at once on this node, see `forget`. */
  known(id: string): Promise<ApiKeyDoc | null> {
    return this.#known.get(id, () => this.#reads.add(id));
  }

  /** Call it when a key was revoked on any node. */
  forget(id: string): void {
    this.#known.forget(id);
  }

  find(id: string): Promise<ApiKeyDoc | null> {
    return this.keys.findById(id).lean<ApiKeyDoc>();
  }

  /** Those that are not revoked, the oldest first. */
  list(restaurantId: string | null): Promise<ApiKeyDoc[]> {
    return this.keys.find({ restaurantId, revokedAt: null }).sort({ createdAt: 1 }).lean<ApiKeyDoc[]>();
  }

  async revoke(id: string, actor: Actor): Promise<void> {
    try {
      await this.#store.mutate(
        id,
        ({ revokedAt, restaurantId }) =>
          revokedAt
            ? null
            : {
                change: { revokedAt: new Date() },
                events: [{ type: 'api_key.revoked', data: { restaurantId } }],
              },
        { actor },
      );
    } catch (error) {
      if (!(error instanceof AggregateNotFound)) throw error;
    } finally {
      this.forget(id);
    }
  }

  /** It is not part of the aggregate's version: a use must not disturb a revocation. */
  async markUsed(id: string, at: Date): Promise<void> {
    await this.keys.updateOne({ _id: id }, { $max: { lastUsedAt: at } });
  }

  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const found = await this.keys
      .find({ _id: { $in: [...new Set(ids)] } }, { name: 1 })
      .lean<Pick<ApiKeyDoc, '_id' | 'name'>[]>();
    return new Map(found.map(({ _id, name }) => [_id, name]));
  }
}
