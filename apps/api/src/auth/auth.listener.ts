import { Injectable } from '@nestjs/common';
import { Consumers } from '../events/consumers.ts';
import { SessionsRepository } from './sessions.repository.ts';

/** Disabled is disabled at once, by the user's own flag; this makes sure that enabling brings no old session back. */
@Injectable()
export class AuthListener {
  constructor(consumers: Consumers, sessions: SessionsRepository) {
    consumers.add('auth', {
      'user.disabled': async ({ data, actor }) => {
        for (const id of await sessions.liveOf(data.userId)) await sessions.end(id, 'user_disabled', actor);
      },
    });
  }
}
