import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Refusal } from '@passline/contracts';
import type { Caller } from '../../access/caller.ts';
import type { LiveSocket } from '../connections/standing.ts';
import { Limits } from './limits.ts';
import type { Reply } from './reply.ts';

/** What somebody who only holds a tracking link may ask for. */
const readOnly = new Set<string | undefined>([
  'register',
  'join:order',
  'join:delivery',
  'leave:order',
  'leave:delivery',
  'sync',
  'ping',
  undefined,
]);

/**
 * In front of every command: not too often, not after the right to be here has ended, and nothing but reading for a
 * tracking link. It fails closed: a socket that was not let in by the handshake has no standing and gets no further.
 */
@Injectable()
export class CommandGuard implements CanActivate {
  constructor(private readonly limits: Limits) {}

  canActivate(context: ExecutionContext): boolean {
    const [socket, , { event }] = context.getArgs<[LiveSocket, unknown, Reply]>();
    const retryAfter = this.limits.take(socket, event);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', 'Too many commands: wait a little.', { retryAfter });
    const { expiresAt, principal } = socket.data.standing;
    if (expiresAt <= new Date() && event !== 'auth:refresh')
      throw new Refusal('token_expired', 'The token has expired: refresh it.');
    if (principal.kind === 'tracking' && !readOnly.has(event))
      throw new Refusal('forbidden', 'A tracking link shows one order and does nothing.');
    return true;
  }
}

/** The guard has made sure that whoever gets here is signed in. */
export function callerOf(socket: LiveSocket): Caller {
  const { caller } = socket.data.standing;
  if (!caller) throw new Refusal('forbidden', 'A tracking link shows one order and does nothing.');
  return caller;
}
