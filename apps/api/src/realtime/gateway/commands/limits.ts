import { Inject, Injectable } from '@nestjs/common';
import type { CommandName } from '@passline/contracts';
import { CONFIG } from '../../../common/config/config.module.ts';
import type { Config } from '../../../common/config/env.ts';
import { type Rate, TokenBuckets } from '../../../common/http/token-buckets.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';

/** How often one socket may ask. What holds for a user over every way in, such as chat, is the domain's own limit. */
@Injectable()
export class Limits {
  readonly #buckets: TokenBuckets;
  readonly #any: Rate;
  readonly #positions: Rate;

  constructor(@Inject(CONFIG) config: Config) {
    const { commandBurst, commandsPerSecond, positionsPerSecond } = config.sockets;
    this.#buckets = new TokenBuckets({ factor: config.rateLimitFactor });
    this.#any = { burst: commandBurst, perSecond: commandsPerSecond };
    this.#positions = { burst: positionsPerSecond, perSecond: positionsPerSecond };
  }

  /** Seconds until it may be tried again; 0: go on. */
  take(socket: LiveSocket, event: CommandName | undefined): number {
    const wait = this.#buckets.take(socket.id, this.#any);
    if (wait > 0) return wait;
    if (event === 'delivery:location') return this.#buckets.take(`position ${socket.id}`, this.#positions);
    return 0;
  }
}
