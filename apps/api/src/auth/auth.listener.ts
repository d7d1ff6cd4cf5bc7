import { Injectable } from '@nestjs/common';
import { Consumers } from '../events/consumers.ts';
import { SessionsRepository } from './sessions.repository.ts';

/**
 * Disabled is disabled at once, by the user's own flag and moment. This ends the sessions one by one, for those who
 * listen to that: sockets, above all.
 */
@Injectable()
export class AuthListener {
  constructor(consumers: Consumers, sessions: SessionsRepository) {
    consumers.add('auth', {
      'user.disabled': async ({ data, actor, at }) => {
        for (const id of await sessions.liveOf(data.userId, at))
          await sessions.end(id, 'user_disabled', actor);
      },
    });
  }
}
