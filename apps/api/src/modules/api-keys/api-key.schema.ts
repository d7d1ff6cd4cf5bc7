import type { ApiKey, KeyScope } from '@passline/contracts';
import { type AggregateFields, aggregate } from '@passline/event-log';
import { Schema } from 'mongoose';

export interface ApiKeyDoc extends AggregateFields {
  /** null: all restaurants. */
  restaurantId: string | null;
  name: string;
  scopes: KeyScope[];
  /** SHA-256 of the secret, which is random and long, so it needs no slow hash. */
  hash: string;
  createdAt: Date;
  /** The account that created it. The key stays when the account leaves the restaurant. */
  createdBy: string;
  expiresAt: Date;
  lastUsedAt: Date | null;
  /** A revoked key stays stored, because histories name it. */
  revokedAt: Date | null;
}

export const API_KEY = 'ApiKey';

export const ApiKeySchema = new Schema<ApiKeyDoc>(
  {
    _id: { type: String, required: true },
    restaurantId: { type: String, default: null },
    name: { type: String, required: true },
    scopes: { type: [String], required: true },
    hash: { type: String, required: true },
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
  },
  { collection: 'apiKeys' },
);
ApiKeySchema.plugin(aggregate);
// Lists the keys of a restaurant.
ApiKeySchema.index({ restaurantId: 1, revokedAt: 1 });

export const apiKeyView = (key: ApiKeyDoc, names: ReadonlyMap<string, string>): ApiKey => ({
  id: key._id,
  restaurantId: key.restaurantId,
  name: key.name,
  scopes: key.scopes,
  createdAt: key.createdAt.toISOString(),
  createdBy: { id: key.createdBy, name: names.get(key.createdBy) ?? null },
  expiresAt: key.expiresAt.toISOString(),
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
});
