import { Injectable } from '@nestjs/common';
import { ApiKeysRepository } from './api-keys.repository.ts';

/** The names of API keys, also of revoked ones, for histories that store only ids. */
@Injectable()
export class ApiKeyNames {
  constructor(private readonly keys: ApiKeysRepository) {}

  of(ids: readonly string[]): Promise<Map<string, string>> {
    return this.keys.namesOf(ids);
  }
}
