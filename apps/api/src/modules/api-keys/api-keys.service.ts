import { Injectable } from '@nestjs/common';
import {
  type ApiKey,
  type InputOf,
  type NewApiKey,
  Refusal,
  type apiKeyCalls,
  mostApiKeys,
} from '@passline/contracts';
import { type Caller, actorOf, isOfCaller } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { AccountNames } from '../accounts/account-names.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { apiKeyView } from './api-key.schema.ts';
import { newToken } from './api-key-token.ts';
import { ApiKeysRepository } from './api-keys.repository.ts';

const dayMs = 24 * 60 * 60_000;

/** Creates, lists and revokes API keys: owners those of their restaurant, operators all. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly restaurants: RestaurantsService,
    private readonly accounts: AccountNames,
  ) {}

  async list(caller: Caller, restaurantId: string | null): Promise<ApiKey[]> {
    assertMayUse(caller, restaurantId);
    const keys = await this.keys.list(restaurantId);
    const names = await this.accounts.of(keys.map(({ createdBy }) => createdBy));
    return keys.map((key) => apiKeyView(key, names));
  }

  async create(
    caller: Caller,
    { restaurantId, name, scopes, expiresInDays }: InputOf<typeof apiKeyCalls.createApiKey>['body'],
  ): Promise<NewApiKey> {
    assertMayUse(caller, restaurantId);
    if (restaurantId !== null) await this.restaurants.get(restaurantId);
    const createdAt = new Date();
    const usable = (await this.keys.list(restaurantId)).filter(({ expiresAt }) => expiresAt > createdAt);
    if (usable.length >= mostApiKeys)
      throw new Refusal('conflict', `At most ${mostApiKeys} API keys. Revoke one first.`);
    const { id, hash, token } = newToken();
    const key = await this.keys.insert(
      {
        _id: id,
        restaurantId,
        name,
        scopes: [...new Set(scopes)],
        hash,
        createdAt,
        createdBy: caller.id,
        expiresAt: new Date(createdAt.getTime() + expiresInDays * dayMs),
        lastUsedAt: null,
        revokedAt: null,
      },
      actorOf(caller, restaurantId),
    );
    return { ...apiKeyView(key, new Map([[caller.id, caller.name]])), key: token };
  }

  /** A key of another restaurant is not found, nor one that was revoked before. */
  async revoke(caller: Caller, id: string): Promise<void> {
    const key = await this.keys.find(id);
    const isOwn = key && isOfCaller(caller, key.restaurantId);
    if (!isOwn || key.revokedAt) throw new Refusal('not_found', 'There is no such API key.');
    assertMayUse(caller, key.restaurantId);
    await this.keys.revoke(id, actorOf(caller, key.restaurantId));
  }
}

function assertMayUse(caller: Caller, restaurantId: string | null): void {
  if (restaurantId === null) assertAllowed(caller, 'operations');
  else assertAllowed(caller, 'restaurant:keys', { id: restaurantId });
}
