import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type CommandName, Refusal } from '@passline/contracts';
import { AccountLimits } from '../../../infrastructure/rate-limits/account-limits.ts';
import type { Caller } from '../../../common/access/caller.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { PacketGate } from '../handshake/packet-gate.ts';
import { CommandLimits } from './command-limits.ts';
import type { Reply } from './reply.ts';

/** The commands that a client with a tracking link may send. */
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
 * Commands that count towards the account's write limit, like the REST calls that do the same. Other commands that
 * write have limits of their own (chat, positions) or write once per order (receipts).
 */
const changes = new Set<CommandName | undefined>(['order:acknowledge', 'delivery:status', 'chat:read']);

/**
 * Checks every command: rate limits, an expired token, and read-only access for tracking links. It fails closed: a
 * socket that the handshake did not authenticate has no session, so the check throws.
 */
@Injectable()
export class CommandGuard implements CanActivate {
  constructor(
    private readonly limits: CommandLimits,
    private readonly accounts: AccountLimits,
    private readonly packets: PacketGate,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const [socket, , { event }] = context.getArgs<[LiveSocket, unknown, Reply]>();
    const retryAfter = this.limits.take(socket, event);
    if (retryAfter > 0) {
      this.packets.chargeRefusedCommand(socket.conn);
      throw new Refusal(
        'rate_limited',
        `Too many commands from this socket. Try again in ${Math.ceil(retryAfter)} s.`,
        { retryAfter },
      );
    }
    const { expiresAt, principal } = socket.data.socketSession;
    if (expiresAt <= new Date() && event !== 'auth:refresh')
      throw new Refusal('token_expired', 'The access token has expired. Send a new one with auth:refresh.');
    if (principal.kind === 'tracking' && !readOnly.has(event)) throw new Refusal('forbidden', readOnlyLink);
    if (changes.has(event)) await this.accounts.assertWithinLimit(callerOf(socket).id, 'writes');
    return true;
  }
}

const readOnlyLink = 'A tracking link is read-only. Sign in to send this command.';

/** The signed-in user of a socket; commands that need one are rejected for a tracking link. */
export function callerOf(socket: LiveSocket): Caller {
  const { caller } = socket.data.socketSession;
  if (!caller) throw new Refusal('forbidden', readOnlyLink);
  return caller;
}
