import { z } from 'zod';
import { call } from './endpoint.ts';
import { keyScopes } from './key-scopes.ts';
import { routes } from './routes.ts';
import { Id, Moment, Name } from './values.ts';

const tag = 'API keys';
const who = ['owner', 'operator'] as const;

/** Keys of one restaurant, or for all restaurants, that are neither revoked nor expired. */
export const mostApiKeys = 20;
export const longestKeyDays = 365;
export const usualKeyDays = 90;

export const KeyScopes = z.array(z.enum(keyScopes));

export const ApiKey = z.object({
  id: Id.meta({ description: 'The second part of the key: `pl_<id>_<secret>`' }),
  restaurantId: Id.nullable().meta({ description: 'null: all restaurants' }),
  name: z.string(),
  scopes: KeyScopes,
  createdAt: Moment,
  createdBy: z.object({ id: Id, name: z.string().nullable() }),
  expiresAt: Moment,
  lastUsedAt: Moment.nullable().meta({ description: 'Up to a minute old; null: never used' }),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const NewApiKey = ApiKey.extend({
  key: z.string().meta({ description: 'Send it as access token. It is shown only this once' }),
});
export type NewApiKey = z.infer<typeof NewApiKey>;

export const apiKeyCalls = {
  listApiKeys: call({
    ...routes.listApiKeys,
    who,
    tag,
    summary:
      'The API keys of a restaurant that are not revoked; for operators without `restaurantId` those for all restaurants',
    query: z.strictObject({ restaurantId: Id.optional() }),
    status: 200,
    answer: z.object({ items: z.array(ApiKey) }),
    problems: ['forbidden'],
  }),
  createApiKey: call({
    ...routes.createApiKey,
    who,
    tag,
    summary: `Create a key for a program of yours; at most ${mostApiKeys} of a restaurant that can be used`,
    body: z.strictObject({
      restaurantId: Id.nullable(),
      name: Name,
      scopes: KeyScopes.min(1).max(keyScopes.length),
      expiresInDays: z.int().min(1).max(longestKeyDays).default(usualKeyDays),
    }),
    status: 201,
    answer: NewApiKey,
    problems: ['forbidden', 'not_found', 'conflict'],
  }),
  revokeApiKey: call({
    ...routes.revokeApiKey,
    who,
    tag,
    summary: 'Revoke a key at once: its requests are refused, and its sockets are closed',
    params: z.object({ id: Id }),
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
} as const;
