import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type CommandName, Refusal } from '@passline/contracts';
import { AccountLimits } from '../../../infrastructure/rate-limits/account-limits.ts';
import type { Caller } from '../../../common/access/caller.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';
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
 * Commands that count for the account's limit of changes, like the REST calls that do the same. The others that write
 * have limits of their own (chat, positions) or write once per order (receipts).
 */
const changes = new Set<CommandName | undefined>(['order:acknowledge', 'delivery:status', 'chat:read']);

/**
 * In front of every command: not too often, not after the right to be here has ended, and nothing but reading for a
 * tracking link. It fails closed: a socket that was not let in by the handshake has no standing and gets no further.
 */
@Injectable()
export class CommandGuard implements CanActivate {
  constructor(
    private readonly limits: Limits,
    private readonly accounts: AccountLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const [socket, , { event }] = context.getArgs<[LiveSocket, unknown, Reply]>();
    const retryAfter = this.limits.take(socket, event);
    if (retryAfter > 0)
      throw new Refusal('rate_limited', 'Too many commands: wait a little.', { retryAfter });
    const { expiresAt, principal } = socket.data.standing;
    if (expiresAt <= new Date() && event !== 'auth:refresh')
      throw new Refusal('token_expired', 'The token has expired: refresh it.');
    if (principal.kind === 'tracking' && !readOnly.has(event))
      throw new Refusal('forbidden', 'A tracking link shows one order and does nothing.');
    if (changes.has(event)) await this.accounts.demand(callerOf(socket).id, 'writes');
    return true;
  }
}

/** The guard has made sure that whoever gets here is signed in. */
export function callerOf(socket: LiveSocket): Caller {
  const { caller } = socket.data.standing;
  if (!caller) throw new Refusal('forbidden', 'A tracking link shows one order and does nothing.');
  return caller;
}
