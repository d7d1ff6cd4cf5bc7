import { Injectable } from '@nestjs/common';
import { UsersRepository } from './users.repository.ts';

/** What people are called now, for histories that keep only who they are. */
@Injectable()
export class Names {
  constructor(private readonly users: UsersRepository) {}

  async of(ids: readonly string[]): Promise<Map<string, string>> {
    return this.users.namesOf([...new Set(ids)]);
  }
}
