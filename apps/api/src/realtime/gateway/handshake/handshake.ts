import { Inject, Injectable, Logger } from '@nestjs/common';
import { type HandshakeRefusal, Refusal, handshakeRefusals } from '@passline/contracts';
import { z } from 'zod';
import type { Caller } from '../../../common/access/caller.ts';
import { Identity } from '../../../modules/auth/identity.ts';
import { CONFIG } from '../../../common/config/config.module.ts';
import type { Config } from '../../../common/config/env.ts';
import { problemOf } from '../../../infrastructure/problems/problem-of.ts';
import { type Rate, TokenBuckets } from '../../../common/http/token-buckets.ts';
import { HealthOf } from '../../../infrastructure/observability/health.ts';
import { TrackingTokens } from '../../../modules/orders/tracking.ts';
import { AccessVersion } from '../../authorization/access-version.ts';
import type { LiveSocket, SocketSession } from '../../connections/socket-session.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { BoundedQueue } from '../../../common/http/bounded-queue.ts';
import { PacketGate } from './packet-gate.ts';
import { UserArrivals } from './user-arrivals.ts';

/** Refused tokens of one address. Expired ones do not count, because their clients refresh the token and reconnect. */
const refusals: Rate = { burst: 100, perSecond: 5 };
/**
 * A separate rate for validly signed tokens, after an address has used up its refusals. Without it an attacker could
 * lock out a kitchen in the same network.
 */
const lane: Rate = { burst: 20, perSecond: 10 };

const token = z.string().min(1).max(4_000);
const Claimed = z.union([
  z.object({ token: token.transform((text) => text.replace(/^Bearer +/i, '')) }),
  z.object({ trackingToken: token }),
]);

type Next = (error?: Error) => void;

/**
 * Authenticates a socket before the connection exists, so that an unknown client gets no room, no command and no event.
 * It fails closed: any error here ends the handshake.
 */
@Injectable()
export class Handshake {
  readonly #log = new Logger('Sockets');
  readonly #addresses: TokenBuckets;
  /**
   * For the store reads. One address may have half of the waiting places. Without the queue a burst of handshakes queues
   * reads without limit, and every other request waits behind them.
   */
  readonly #queue: BoundedQueue;
  /** By session, the newest store read of a handshake that is under way; it never rejects. */
  readonly #reads = new Map<string, Promise<void>>();

  constructor(
    private readonly identity: Identity,
    private readonly links: TrackingTokens,
    private readonly version: AccessVersion,
    private readonly health: HealthOf,
    private readonly metrics: SocketMetrics,
    private readonly gate: PacketGate,
    private readonly arrivals: UserArrivals,
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

  readonly admit = (socket: LiveSocket, next: Next): void => {
    this.#socketSessionOf(socket).then(
      (socketSession) => {
        socket.data.socketSession = socketSession;
        // The token is no longer needed and must not stay in memory as long as the socket.
        socket.handshake.auth = {};
        next();
      },
      (error: unknown) => this.#reject(socket, next, error),
    );
  };

  async #socketSessionOf({ handshake, conn }: LiveSocket): Promise<SocketSession> {
    if (this.health.draining)
      throw new Refusal('unavailable', 'This server is shutting down. Reconnect to reach another one.');
    const asOf = this.version.current;
    const since = new Date();
    const claimed = Claimed.safeParse(handshake.auth);
    if (!claimed.success)
      throw new Refusal(
        'token_missing',
        'Send an access token in auth: { token }, or a tracking link in auth: { trackingToken }.',
      );
    if ('trackingToken' in claimed.data) {
      const { orderId, expiresAt } = await this.#linkOf(claimed.data.trackingToken);
      return { principal: { kind: 'tracking', orderId }, caller: null, expiresAt, since, asOf };
    }
    const caller = await this.#callerOf(claimed.data.token, this.gate.addressOf(conn));
    const { id, role, restaurantId, tokenExpiresAt } = caller;
    this.gate.belongsTo(conn, id);
    return {
      principal: { kind: 'user', id, role, restaurantId },
      caller,
      expiresAt: tokenExpiresAt,
      since,
      asOf,
    };
  }

  /** The checks that need no store read come first. */
  async #callerOf(token: string, address: string): Promise<Caller> {
    const claimed = await this.identity.claimed(token);
    // By user first: one user who connects in a loop must not use up the lane of everyone at the address.
    const wait = this.arrivals.take(claimed.id) || this.#laneWait(address);
    if (wait > 0)
      throw new Refusal('rate_limited', `Too many connections. Try again in ${Math.ceil(wait)} s.`, {
        retryAfter: wait,
      });
    const { sessionId } = claimed;
    // Handshakes with one token at the same time: the first read shows for all of them that the session is over.
    const earlier = this.#reads.get(sessionId);
    if (earlier) await earlier;
    const caller = this.#queue.run(() => this.identity.again(claimed), address);
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

  #laneWait(address: string): number {
    if (this.#addresses.wait(address, refusals) === 0) return 0;
    return this.#addresses.take(`lane ${address}`, lane);
  }

  async #linkOf(link: string): Promise<{ orderId: string; expiresAt: Date }> {
    try {
      return await this.links.read(link);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not_found')
        throw new Refusal('token_invalid', error.message, { cause: error });
      throw error;
    }
  }

  #reject(socket: LiveSocket, next: Next, error: unknown): void {
    const refusal = problemOf(error, { method: 'SOCKET', path: 'connect' });
    const { code, message } = refusal;
    this.metrics.countRejectedHandshake(code);
    const line = { socketId: socket.id, code, msg: 'handshake rejected' };
    if (error instanceof Refusal) this.#log.log(line);
    else this.#log.error({ ...line, err: error });
    if (!isFinal(code)) {
      // A Socket.IO client never retries after CONNECT_ERROR; after a lost connection it does, with its back-off. On a
      // closed connection `next` only lets Socket.IO drop the socket.
      this.gate.close(socket.conn);
      next(new Error('unavailable'));
      return;
    }
    if (code !== 'token_expired') this.#addresses.take(this.gate.addressOf(socket.conn), refusals);
    next(Object.assign(new Error('unauthorized'), { data: { code, message } }));
    this.gate.refused(socket.conn);
  }
}

/** The client needs another token; every other refusal is temporary. */
const isFinal = (code: string): boolean => handshakeRefusals.includes(code as HandshakeRefusal);
