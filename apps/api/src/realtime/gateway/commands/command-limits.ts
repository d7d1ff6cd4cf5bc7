import { Inject, Injectable } from '@nestjs/common';
import type { CommandName } from '@passline/contracts';
import { CONFIG } from '../../../common/config/config.module.ts';
import type { Config } from '../../../common/config/env.ts';
import { type Rate, TokenBuckets } from '../../../common/http/token-buckets.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';

/** Rate limits per socket. Limits per user that also cover REST, such as chat, belong to the domain. */
@Injectable()
export class CommandLimits {
  readonly #buckets: TokenBuckets;
  readonly #commands: Rate;
  readonly #positions: Rate;

  constructor(@Inject(CONFIG) config: Config) {
    const { commandBurst, commandsPerSecond, positionsPerSecond } = config.sockets;
    this.#buckets = new TokenBuckets({ factor: config.rateLimitFactor });
    this.#commands = { burst: commandBurst, perSecond: commandsPerSecond };
    this.#positions = { burst: positionsPerSecond, perSecond: positionsPerSecond };
  }

  /** Takes a token. Returns 0 when the command is allowed, else the seconds to wait. */
  take(socket: LiveSocket, event: CommandName | undefined): number {
    const wait = this.#buckets.take(socket.id, this.#commands);
    if (wait > 0) return wait;
    if (event === 'delivery:location') return this.#buckets.take(`position ${socket.id}`, this.#positions);
    return 0;
  }
}
