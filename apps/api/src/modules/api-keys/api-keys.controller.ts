import { Controller } from '@nestjs/common';
import { type AnswerOf, type InputOf, apiKeyCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { ApiKeysService } from './api-keys.service.ts';

type Calls = typeof apiKeyCalls;

@Controller()
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Serve(apiKeyCalls.listApiKeys)
  async list(
    @By() caller: Caller,
    @Input() { query }: InputOf<Calls['listApiKeys']>,
  ): Promise<AnswerOf<Calls['listApiKeys']>> {
    return { items: await this.keys.list(caller, query.restaurantId ?? null) };
  }

  @Serve(apiKeyCalls.createApiKey, { perAccount: 'records' })
  create(
    @By() caller: Caller,
    @Input() { body }: InputOf<Calls['createApiKey']>,
  ): Promise<AnswerOf<Calls['createApiKey']>> {
    return this.keys.create(caller, body);
  }

  @Serve(apiKeyCalls.revokeApiKey)
  async revoke(
    @By() caller: Caller,
    @Input() { params }: InputOf<Calls['revokeApiKey']>,
  ): Promise<undefined> {
    await this.keys.revoke(caller, params.id);
  }
}
