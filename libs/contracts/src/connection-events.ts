import { z } from 'zod';
import { problemCodes } from './problems.ts';
import { Id } from './values.ts';
import { event } from './wire-event.ts';

/** Events that the server sends to one socket about its own connection. */
export const connectionEvents = {
  registered: event({
    summary: 'The identity and rooms of this socket; comes again when the rights of its user change',
    direct: true,
    payload: z.object({ userId: Id.nullable(), role: z.string(), rooms: z.array(z.string()) }),
  }),
  'access:revoked': event({
    summary:
      'Access to this room was revoked (access_changed, order_closed), or, without room, the whole connection (session_ended, user_disabled, token_expired, key_revoked, key_expired)',
    direct: true,
    payload: z.object({
      room: z.string().optional(),
      reason: z.string(),
      message: z.string().optional().meta({ description: 'What to do, when the connection is closed' }),
    }),
  }),
  access_denied: event({
    summary: 'Joining a room was denied',
    direct: true,
    payload: z.object({ room: z.string(), reason: z.string() }),
  }),
  rate_limit_exceeded: event({
    summary: 'The command was rate limited: retry after retryAfter seconds',
    direct: true,
    payload: z.object({ event: z.string(), retryAfter: z.number() }),
  }),
  'server:drain': event({
    summary: 'This node is shutting down: reconnect after the delay',
    direct: true,
    payload: z.object({ reconnectAfterMs: z.int() }),
  }),
  replaced: event({
    summary: 'This socket is closed because the user opened too many',
    direct: true,
    payload: z.object({ limit: z.int() }),
  }),
  error: event({
    summary: 'A command failed',
    direct: true,
    payload: z.object({ code: z.enum(problemCodes), message: z.string(), event: z.string().optional() }),
  }),
} as const;
