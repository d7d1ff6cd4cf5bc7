import { Injectable, Logger } from '@nestjs/common';
import { type HandshakeRefusal, Id, Refusal, handshakeRefusals, storefrontScopes } from '@passline/contracts';
import { z } from 'zod';
import { HealthOf } from '../../../infrastructure/observability/health.ts';
import { problemOf } from '../../../infrastructure/problems/problem-of.ts';
import { TrackingTokens } from '../../../modules/orders/tracking.ts';
import { AccessChangeCount } from '../../authorization/access-change-count.ts';
import { type LiveSocket, type SocketSession, principalOf } from '../../connections/socket-session.ts';
import { TooManyConnections } from '../../connections/too-many-connections.ts';
import { SocketMetrics } from '../../metrics/socket-metrics.ts';
import { PacketGate } from './packet-gate.ts';
import { UserAuthentication } from './user-authentication.ts';

const token = z.string().min(1).max(4_000);
const Credentials = z.union([
  z.object({
    token: token.transform((text) => text.replace(/^Bearer +/i, '')),
    // An unknown value is no reason to refuse a connection.
    storefronts: z.enum(storefrontScopes).catch('all'),
  }),
  z.object({ trackingToken: token }),
  z.object({ storefront: Id }),
]);

/** A visitor has no token that ends. */
const never = new Date(8_640_000_000_000_000);

type Next = (error?: Error) => void;

/**
 * Authenticates a socket before the connection exists, so that an unknown client gets no room, no command and no event.
 * It fails closed: any error here ends the handshake.
 */
@Injectable()
export class Handshake {
  readonly #log = new Logger('Sockets');

  constructor(
    private readonly users: UserAuthentication,
    private readonly links: TrackingTokens,
    private readonly changeCount: AccessChangeCount,
    private readonly gate: PacketGate,
    private readonly health: HealthOf,
    private readonly metrics: SocketMetrics,
  ) {}

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
    const asOf = this.changeCount.current;
    const since = new Date();
    const credentials = Credentials.safeParse(handshake.auth);
    if (!credentials.success)
      throw new Refusal(
        'token_missing',
        'Send an access token in auth: { token }, a tracking link in auth: { trackingToken }, or without an account the id of a restaurant in auth: { storefront }.',
      );
    if ('storefront' in credentials.data) {
      this.gate.admitVisitor(conn);
      return {
        principal: { kind: 'visitor', restaurantId: credentials.data.storefront },
        caller: null,
        expiresAt: never,
        since,
        storefronts: 'joined',
        asOf,
      };
    }
    if ('trackingToken' in credentials.data) {
      const { orderId, expiresAt } = await this.#linkOf(credentials.data.trackingToken);
      return {
        principal: { kind: 'tracking', orderId },
        caller: null,
        expiresAt,
        since,
        storefronts: 'joined',
        asOf,
      };
    }
    const caller = await this.users.callerOf(credentials.data.token, this.gate.addressOf(conn));
    this.gate.setUser(conn, caller.id);
    return {
      principal: principalOf(caller),
      caller,
      expiresAt: caller.tokenExpiresAt,
      since,
      storefronts: credentials.data.storefronts,
      asOf,
    };
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
    if (error instanceof TooManyConnections) {
      next(Object.assign(new Error(code), { data: { code, message, retryAfter: error.retryAfter } }));
      this.gate.closeAfterRefusal(socket.conn);
      return;
    }
    if (!isFinal(code)) {
      // A Socket.IO client never retries after CONNECT_ERROR; after a lost connection it does, with its back-off. On a
      // closed connection `next` only lets Socket.IO drop the socket.
      this.gate.close(socket.conn);
      next(new Error('unavailable'));
      return;
    }
    if (code !== 'token_expired') this.users.countRefusal(this.gate.addressOf(socket.conn));
    next(Object.assign(new Error('unauthorized'), { data: { code, message } }));
    this.gate.closeAfterRefusal(socket.conn);
  }
}

/** The client needs another token; every other refusal is temporary. */
const isFinal = (code: string): boolean => handshakeRefusals.includes(code as HandshakeRefusal);
