import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Command, type CommandName, type KeyScope, Refusal, commands } from '@passline/contracts';
import { AccountLimits } from '../../../infrastructure/rate-limits/account-limits.ts';
import type { Caller, UserOrKey } from '../../../common/access/caller.ts';
import type { LiveSocket } from '../../connections/socket-session.ts';
import { PacketGate } from '../handshake/packet-gate.ts';
import { CommandLimits } from './command-limits.ts';
import type { Reply } from './reply.ts';

/** The commands that a client with a tracking link may send. */
const linkCommands = new Set<CommandName | undefined>([
  'register',
  'join:order',
  'join:delivery',
  'leave:order',
  'leave:delivery',
  'sync',
  'ping',
  undefined,
]);
/** The commands of a visitor. Those that read the log are limited by address. */
const visitorCommands = new Set<CommandName | undefined>([
  'register',
  'join:storefront',
  'leave:storefront',
  'sync',
  'ping',
  undefined,
]);
const visitorJoins = new Set<CommandName | undefined>(['join:storefront', 'sync']);

/**
 * Commands that count towards the account's write limit, like the REST calls that do the same. Other commands that
 * write have limits of their own (chat, positions) or write once per order (receipts).
 */
const changes = new Set<CommandName | undefined>([
  'order:acknowledge',
  'delivery:status',
  'chat:delivered',
  'chat:read',
]);

/**
 * Checks every command: rate limits, an expired token, the scopes of an API key, and read-only access for tracking links
 * and visitors. It fails closed: a socket that the handshake did not authenticate has no session, so the check throws.
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
      throw principal.kind === 'key'
        ? new Refusal('key_expired', 'The API key has expired. Connect with another one.')
        : new Refusal('token_expired', 'The access token has expired. Send a new one with auth:refresh.');
    if (principal.kind === 'key' && event !== undefined) assertScope(principal.scopes, event);
    if (principal.kind === 'tracking' && !linkCommands.has(event)) throw needsAccount(socket);
    if (principal.kind === 'visitor') {
      if (!visitorCommands.has(event)) throw needsAccount(socket);
      if (visitorJoins.has(event)) this.packets.countVisitorJoin(socket.conn);
    }
    if (changes.has(event)) await this.accounts.assertWithinLimit(callerOf(socket).id, 'writes');
    return true;
  }
}

function assertScope(scopes: readonly KeyScope[], event: CommandName): void {
  const { keyScope }: Command = commands[event];
  if (keyScope === undefined)
    throw new Refusal('forbidden', `No API key may send ${event}. It requires the sign-in of a user.`);
  if (!scopes.includes(keyScope))
    throw new Refusal('scope_missing', `The API key does not have the scope ${keyScope}.`);
}

const needsAccount = ({ data }: LiveSocket): Refusal =>
  new Refusal(
    'forbidden',
    data.socketSession.principal.kind === 'visitor'
      ? 'A visitor can only follow a storefront. Sign in to send this command.'
      : 'A tracking link is read-only. Sign in to send this command.',
  );

/** The user or API key of a socket; commands that need one are rejected for tracking links and visitors. */
export function callerOf(socket: LiveSocket): UserOrKey {
  const { caller } = socket.data.socketSession;
  if (!caller) throw needsAccount(socket);
  return caller;
}

/** The signed-in user of a socket, for commands that no API key may send. */
export function userOf(socket: LiveSocket): Caller {
  const caller = callerOf(socket);
  if (caller.kind === 'key') throw new Refusal('forbidden', 'This requires the sign-in of a user.');
  return caller;
}
