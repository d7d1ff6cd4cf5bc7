import { Injectable, Logger } from '@nestjs/common';
import { type HandshakeRefusal, Refusal, handshakeRefusals } from '@passline/contracts';
import { z } from 'zod';
import { Identity } from '../../auth/identity.ts';
import { problemOf } from '../../http/problem-of.ts';
import { HealthOf } from '../../operations/health.ts';
import { TrackingTokens } from '../../orders/tracking.ts';
import { AccessVersion } from '../access/access-version.ts';
import type { LiveSocket, Standing } from '../connections/standing.ts';
import { SocketMeters } from '../socket-meters.ts';

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

  constructor(
    private readonly identity: Identity,
    private readonly links: TrackingTokens,
    private readonly version: AccessVersion,
    private readonly health: HealthOf,
    private readonly meters: SocketMeters,
  ) {}

  readonly admit = (socket: LiveSocket, next: Next): void => {
    this.#standingOf(socket.handshake.auth).then(
      (standing) => {
        socket.data.standing = standing;
        // The token has said what it had to say: it need not lie in memory as long as the socket lives.
        socket.handshake.auth = {};
        next();
      },
      (error: unknown) => next(this.#turnAway(socket, error)),
    );
  };

  async #standingOf(auth: unknown): Promise<Standing> {
    if (this.health.draining) throw new Refusal('unavailable', 'This server is stopping: try again.');
    const asOf = this.version.current;
    const since = new Date();
    const claimed = Claimed.safeParse(auth);
    if (!claimed.success) throw new Refusal('token_missing', 'Send auth: { token } or { trackingToken }.');
    if ('trackingToken' in claimed.data) {
      const { orderId, expiresAt } = await this.#linkOf(claimed.data.trackingToken);
      return { principal: { kind: 'tracking', orderId }, caller: null, expiresAt, since, asOf };
    }
    const caller = await this.identity.of(claimed.data.token);
    const { id, role, restaurantId, tokenExpiresAt } = caller;
    return {
      principal: { kind: 'user', id, role, restaurantId },
      caller,
      expiresAt: tokenExpiresAt,
      since,
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

  #turnAway(socket: LiveSocket, error: unknown): Error {
    const refusal = problemOf(error, { method: 'SOCKET', path: 'connect' });
    const known = handshakeRefusals.includes(refusal.code as HandshakeRefusal);
    this.meters.turnedAway(refusal.code);
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
