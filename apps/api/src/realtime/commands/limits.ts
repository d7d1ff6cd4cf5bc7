import { Inject, Injectable } from '@nestjs/common';
import type { CommandName } from '@passline/contracts';
import { CONFIG } from '../../config/config.module.ts';
import type { Config } from '../../config/env.ts';
import { type Rate, TokenBuckets } from '../../http/token-buckets.ts';
import { type LiveSocket, userIdOf } from '../connections/standing.ts';

/** How often one socket may ask at all, and one user, on this node, may do what others have to hear. */
@Injectable()
export class Limits {
  readonly #buckets: TokenBuckets;
  readonly #any: Rate;
  readonly #chat: Rate;
  readonly #positions: Rate;

  constructor(@Inject(CONFIG) config: Config) {
    const { commandBurst, commandsPerSecond, chatPerMinute, positionsPerSecond } = config.sockets;
    this.#buckets = new TokenBuckets({ factor: config.rateLimitFactor });
    this.#any = { burst: commandBurst, perSecond: commandsPerSecond };
    this.#chat = { burst: chatPerMinute, perSecond: chatPerMinute / 60 };
    this.#positions = { burst: positionsPerSecond, perSecond: positionsPerSecond };
  }

  /** Seconds until it may be tried again; 0: go on. */
  take(socket: LiveSocket, event: CommandName | undefined): number {
    const wait = this.#buckets.take(socket.id, this.#any);
    if (wait > 0) return wait;
    if (event === 'chat:send')
      return this.#buckets.take(`chat ${userIdOf(socket.data.standing) ?? socket.id}`, this.#chat);
    if (event === 'delivery:location') return this.#buckets.take(`position ${socket.id}`, this.#positions);
    return 0;
  }
}
