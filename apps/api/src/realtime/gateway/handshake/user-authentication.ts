import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import { Batches } from '@passline/event-log';
import type { Caller, KeyCaller, UserOrKey } from '../../../common/access/caller.ts';
import { CONFIG } from '../../../common/config/config.module.ts';
import type { Config } from '../../../common/config/env.ts';
import { BoundedQueue } from '../../../common/http/bounded-queue.ts';
import { type Rate, TokenBuckets } from '../../../common/http/token-buckets.ts';
import { Authenticator } from '../../../modules/auth/authenticator.ts';
import { isApiKey } from '../../../modules/api-keys/api-key-token.ts';
import { ConnectionLimit } from '../../connections/connection-limit.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { UserRateLimit } from './user-rate-limit.ts';

/** Refused tokens of one address. Expired ones do not count, because their clients refresh the token and reconnect. */
const refusals: Rate = { burst: 100, perSecond: 5 };
/**
 * A separate rate for validly signed tokens, after an address has used up its refusals. Without it an attacker could
 * lock out a kitchen in the same network.
 */
const signedTokens: Rate = { burst: 20, perSecond: 10 };

/** Handshakes within this time read the store together. One that comes alone does not wait. */
const gatherMs = 40;

/**
 * Authenticates the users and API keys of handshakes, within limits by user and by address. Without them, clients that connect in a
 * loop would keep the store busy for everyone.
 */
@Injectable()
export class UserAuthentication {
  readonly #addresses: TokenBuckets;
  /**
   * For the store reads. One address may have half of the waiting places. Without the queue a burst of handshakes queues
   * reads without limit, and every other request waits behind them.
   */
  readonly #queue: BoundedQueue;
  readonly #gathering = new Batches<null, void>(
    (batch) => {
      for (const { resolve } of batch) resolve();
      return Promise.resolve();
    },
    { spacingMs: gatherMs },
  );
  /** By session, the newest store read of a handshake that is under way; it never rejects. */
  readonly #reads = new Map<string, Promise<void>>();

  constructor(
    private readonly authenticator: Authenticator,
    private readonly userLimit: UserRateLimit,
    private readonly connectionLimit: ConnectionLimit,
    metrics: SocketMetrics,
    @Inject(CONFIG) { sockets, rateLimitFactor }: Config,
  ) {
    this.#addresses = new TokenBuckets({ factor: rateLimitFactor });
    const queue = new BoundedQueue({
      atOnce: sockets.handshakesAtOnce,
      mostWaiting: sockets.handshakesWaiting,
      mostWaitingEach: sockets.handshakesWaiting / 2,
      refusal: 'Too many clients are connecting at the same time. Try again.',
    });
    this.#queue = queue;
    metrics.watchHandshakes(
      () => queue.running,
      () => queue.waiting,
    );
  }

  callerOf(token: string, address: string): Promise<UserOrKey> {
    return isApiKey(token) ? this.#keyOf(token, address) : this.#userOf(token, address);
  }

  /** The key is checked before it counts, because its id is no secret: others must not use up its connections. */
  async #keyOf(token: string, address: string): Promise<KeyCaller> {
    assertNoWait(this.#waitOf(address));
    const caller = await this.#queue.run(() => this.authenticator.keyOf(token), address);
    if (!caller.scopes.includes('live'))
      throw new Refusal(
        'scope_missing',
        `The API key "${caller.name}" does not have the scope live, so it cannot connect.`,
      );
    this.connectionLimit.assertNoLoop(caller.id);
    assertNoWait(this.userLimit.take(caller.id));
    return caller;
  }

  /** The checks that need no store read come first. */
  async #userOf(token: string, address: string): Promise<Caller> {
    const claimed = await this.authenticator.claimsOf(token);
    this.connectionLimit.assertNoLoop(claimed.id);
    // By user first: one user who connects in a loop must not use up the tokens of everyone at the address.
    assertNoWait(this.userLimit.take(claimed.id) || this.#waitOf(address));
    await this.#gathering.add(null);
    const { sessionId } = claimed;
    // Handshakes with one token at the same time: the first read shows for all of them that the session is over.
    const earlier = this.#reads.get(sessionId);
    if (earlier) await earlier;
    const caller = this.#queue.run(() => this.authenticator.recheck(claimed), address);
    const read = caller.then(
      () => undefined,
      () => undefined,
    );
    this.#reads.set(sessionId, read);
    try {
      return await caller;
    } finally {
      if (this.#reads.get(sessionId) === read) this.#reads.delete(sessionId);
    }
  }

  /** Call it for each token that was rejected for good. */
  countRefusal(address: string): void {
    this.#addresses.take(address, refusals);
  }

  #waitOf(address: string): number {
    if (this.#addresses.wait(address, refusals) === 0) return 0;
    return this.#addresses.take(`signed ${address}`, signedTokens);
  }
}

function assertNoWait(seconds: number): void {
  if (seconds > 0)
    throw new Refusal('rate_limited', `Too many connections. Try again in ${Math.ceil(seconds)} s.`, {
      retryAfter: seconds,
    });
}
