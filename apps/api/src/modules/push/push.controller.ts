import { Controller, Inject } from '@nestjs/common';
import { type AnswerOf, type InputOf, type PushChoices, pushCalls } from '@passline/contracts';
import { By, type Caller } from '../../common/access/caller.ts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { assertPublic } from '../../infrastructure/outgoing/public-endpoint.ts';
import { PushKeys } from './push-keys.ts';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.ts';

/** Users manage their own browsers only: no call takes a user's id. */
@Controller()
export class PushController {
  constructor(
    private readonly keys: PushKeys,
    private readonly subscriptions: PushSubscriptionsRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Serve(pushCalls.getPushKey)
  async key(): Promise<AnswerOf<typeof pushCalls.getPushKey>> {
    const { publicKey } = await this.keys.pair();
    return { publicKey };
  }

  @Serve(pushCalls.putPushSubscription, { perAccount: 'records' })
  async put(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof pushCalls.putPushSubscription>,
  ): Promise<PushChoices> {
    assertPublic(body.endpoint, this.config.push.local);
    const { id: userId, sessionId, role } = caller;
    return this.subscriptions.put(body, { userId, sessionId, role });
  }

  @Serve(pushCalls.deletePushSubscription)
  async remove(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof pushCalls.deletePushSubscription>,
  ): Promise<undefined> {
    await this.subscriptions.remove(body.endpoint, caller.id);
  }
}
