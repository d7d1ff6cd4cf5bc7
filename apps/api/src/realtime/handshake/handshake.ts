import { Inject, Injectable, Logger } from '@nestjs/common';
import { type HandshakeRefusal, Refusal, handshakeRefusals } from '@passline/contracts';
import { z } from 'zod';
import type { Caller } from '../../access/caller.ts';
import { Identity } from '../../auth/identity.ts';
import { CONFIG } from '../../config/config.module.ts';
import type { Config } from '../../config/env.ts';
import { problemOf } from '../../http/problem-of.ts';
import { type Rate, TokenBuckets } from '../../http/token-buckets.ts';
import { HealthOf } from '../../operations/health.ts';
import { TrackingTokens } from '../../orders/tracking.ts';
import { AccessVersion } from '../access/access-version.ts';
import type { LiveSocket, Standing } from '../connections/standing.ts';
import { SocketMeters } from '../socket-meters.ts';
import { HandshakeQueue } from './handshake-queue.ts';
import { PacketGate } from './packet-gate.ts';
import { UserArrivals } from './user-arrivals.ts';

/** Refused tokens of one address. Those that have merely expired are not counted: their holder comes back with another. */
const refusals: Rate = { burst: 100, perSecond: 5 };
/** For tokens with a valid signature while their address has used up its refusals: a kitchen beside a stranger. */
const lane: Rate = { burst: 20, perSecond: 10 };

const token = z.string().min(1).max(4_000);
const Claimed = z.union([
  z.object({ token: token.transform((text) => text.replace(/^Bearer +/i, '')) }),
  z.object({ trackingToken: token }),
]);

type Next = (error?: Error) => void;

/**
 * Decides who a socket is before there is a connection: no room, no command and no event for anybody who is not known.
 * It fails closed: whatever goes wrong here ends the handshake.
 */
@Injectable()
export class Handshake {
  readonly #log = new Logger('Sockets');
  readonly #addresses: TokenBuckets;
  readonly #queue: HandshakeQueue;

  constructor(
    private readonly identity: Identity,
    private readonly links: TrackingTokens,
    private readonly version: AccessVersion,
    private readonly health: HealthOf,
    private readonly meters: SocketMeters,
    private readonly gate: PacketGate,
    private readonly arrivals: UserArrivals,
    @Inject(CONFIG) { sockets, rateLimitFactor }: Config,
  ) {
    this.#addresses = new TokenBuckets({ factor: rateLimitFactor });
    const queue = new HandshakeQueue(sockets.handshakesAtOnce, sockets.handshakesWaiting);
    this.#queue = queue;
    meters.watchHandshakes(
      () => queue.running,
      () => queue.waiting,
    );
  }

  readonly admit = (socket: LiveSocket, next: Next): void => {
    this.#standingOf(socket).then(
      (standing) => {
        socket.data.standing = standing;
        // The token has said what it had to say: it need not lie in memory as long as the socket lives.
        socket.handshake.auth = {};
        next();
      },
      (error: unknown) => {
        next(this.#turnAway(socket, error));
        this.gate.refused(socket.conn);
      },
    );
  };

  async #standingOf({ handshake, conn }: LiveSocket): Promise<Standing> {
    if (this.health.draining) throw new Refusal('unavailable', 'This server is stopping: try again.');
    const asOf = this.version.current;
    const since = new Date();
    const claimed = Claimed.safeParse(handshake.auth);
    if (!claimed.success) throw new Refusal('token_missing', 'Send auth: { token } or { trackingToken }.');
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

  /** Everything that can be refused without the store is, before it is asked. */
  async #callerOf(token: string, address: string): Promise<Caller> {
    const holder = await this.identity.claimed(token);
    const wait =
      this.#addresses.wait(address, refusals) > 0 ? this.#addresses.take(`lane ${address}`, lane) : 0;
    const retryAfter = wait || this.arrivals.take(holder.id);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', 'Too many connections: wait a little.', { retryAfter });
    return this.#queue.run(address, () => this.identity.again(holder));
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

  #turnAway(socket: LiveSocket, error: unknown): Error {
    const refusal = problemOf(error, { method: 'SOCKET', path: 'connect' });
    const known = handshakeRefusals.includes(refusal.code as HandshakeRefusal);
    this.meters.turnedAway(refusal.code);
    if (known && refusal.code !== 'token_expired')
      this.#addresses.take(this.gate.addressOf(socket.conn), refusals);
    const line = { socketId: socket.id, code: refusal.code, msg: 'a handshake was refused' };
    if (known || error instanceof Refusal) this.#log.log(line);
    else this.#log.error({ ...line, err: error });
    // Not `unauthorized` when it is our fault: a client signs its user out on that word.
    const code = known ? refusal.code : 'unavailable';
    return Object.assign(new Error(known ? 'unauthorized' : 'unavailable'), {
      data: { code, message: refusal.message },
    });
  }
}
