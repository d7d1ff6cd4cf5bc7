import { z } from 'zod';
import { ChatMessage, ChatPresence, messageLength } from './chat.ts';
import { CourierPosition, CourierStatus } from './couriers.ts';
import type { KeyScope } from './key-scopes.ts';
import { problemCodes } from './problems.ts';
import { Id, Line, Moment, Opaque, Text } from './values.ts';
import { Role } from './enums.ts';
import { Meta, StreamPositions } from './stream-positions.ts';

const MissedEvent = z.object({ event: z.string(), payload: z.unknown(), meta: Meta });

export const CommandError = z.object({
  code: z.enum(problemCodes),
  message: z.string(),
  retryAfter: z.number().optional(),
});
export type CommandError = z.infer<typeof CommandError>;
export type Answer<T> = ({ ok: true } & T) | { ok: false; error: CommandError };

export interface Command {
  summary: string;
  /** The scope with which an API key may send it. Without one, no key may. */
  keyScope?: KeyScope;
  payload: z.ZodType;
  answer: z.ZodType;
}
const command = <const C extends Command>(it: C): C => it;

/** Unknown fields are refused, as in REST bodies: a misspelled field would have no effect, and its sender no hint. */
const RoomTarget = z.union([
  Id,
  z.strictObject({ id: Id, after: z.int().min(0).optional(), epoch: Line(64).optional() }),
]);
const Joined = z.object({
  room: z.string(),
  seq: z.int(),
  epoch: z.string(),
  missed: z.array(MissedEvent),
  resync: z.boolean(),
});
const Left = z.object({ room: z.string() });
const Nothing = z.object({});

export const commands = {
  register: command({
    keyScope: 'live',
    summary: 'The identity of this socket, which the token alone decides',
    payload: z.unknown(),
    answer: z.object({
      userId: Id.nullable(),
      role: z.union([Role, z.enum(['tracking', 'visitor', 'key'])]),
      rooms: z.array(z.string()),
    }),
  }),
  'join:order': command({
    keyScope: 'live',
    summary: 'Subscribe to the events of an order',
    payload: RoomTarget,
    answer: Joined,
  }),
  'join:restaurant': command({
    keyScope: 'live',
    summary: 'Subscribe to the events of a restaurant',
    payload: RoomTarget,
    answer: Joined,
  }),
  'join:storefront': command({
    keyScope: 'live',
    summary:
      'Subscribe to the opening, menu and offers of a restaurant; from then on this socket receives the storefronts that it is in, and no others',
    payload: RoomTarget,
    answer: Joined,
  }),
  'join:delivery': command({
    keyScope: 'live',
    summary: 'Subscribe to the delivery of an order; its events are sent to the room of the order',
    payload: RoomTarget,
    answer: Joined,
  }),
  'leave:order': command({
    key: 'live',
    summary: 'Unsubscribe from an order',
    payload: RoomTarget,
    answer: Left,
  }),
  'leave:restaurant': command({
    keyScope: 'live',
    summary: 'Unsubscribe from a restaurant',
    payload: RoomTarget,
    answer: Left,
  }),
  'leave:storefront': command({
    keyScope: 'live',
    summary: 'Unsubscribe from a storefront; a socket that is in it automatically stays',
    payload: RoomTarget,
    answer: Left,
  }),
  'leave:delivery': command({
    key: 'live',
    summary: 'Unsubscribe from a delivery',
    payload: RoomTarget,
    answer: Left,
  }),
  sync: command({
    keyScope: 'live',
    summary:
      'Replay events after these positions, for every stream that the caller may read; for joined rooms without a position, the current position',
    payload: z.strictObject({ streams: StreamPositions }),
    answer: z.object({
      streams: z.record(z.string(), z.object({ seq: z.int(), epoch: z.string(), resync: z.boolean() })),
      missed: z.array(MissedEvent),
      denied: z.array(z.string()),
      more: z.boolean().meta({ description: 'Call sync again with the new positions' }),
    }),
  }),
  'order:receipt': command({
    summary: 'Report that the alarm reached this screen',
    payload: z.strictObject({ orderId: Id, rendered: z.boolean(), audible: z.boolean() }),
    answer: Nothing,
  }),
  'order:acknowledge': command({
    keyScope: 'orders:write',
    summary: 'Acknowledge the order: the alarm stops on every screen',
    payload: z.strictObject({ orderId: Id }),
    answer: z.object({ version: z.int() }),
  }),
  'delivery:location': command({
    summary: 'Report the position of the courier of that order; without an order, of a courier on duty',
    payload: z.strictObject({
      orderId: Id.optional(),
      ...CourierPosition.shape,
      speed: z.number().min(0).max(500).nullish(),
      heading: z.number().min(0).max(360).nullish(),
      // What a browser's position has besides. It is accepted, so that a client can send the position as it is.
      accuracy: z.number().nullish(),
      altitude: z.number().nullish(),
      altitudeAccuracy: z.number().nullish(),
    }),
    answer: z.object({ passedOn: z.boolean() }),
  }),
  'delivery:status': command({
    summary: 'Go on or off duty',
    payload: z.strictObject({ status: CourierStatus, ...CourierPosition.partial().shape }),
    answer: z.object({ status: CourierStatus }),
  }),
  'chat:send': command({
    summary: 'Send a chat message; sending the same id again returns the same message',
    payload: z.strictObject({ orderId: Id, id: Id, text: Text(messageLength).min(1) }),
    answer: z.object({ message: ChatMessage }),
  }),
  'chat:presence': command({
    summary: 'Who else takes part in the conversation of an order, and whether they are there',
    payload: z.strictObject({ orderId: Id }),
    answer: z.object({ sides: z.array(ChatPresence) }),
  }),
  'chat:typing': command({
    summary: 'Report that the sender is typing',
    payload: z.strictObject({ orderId: Id }),
    answer: Nothing,
  }),
  'chat:delivered': command({
    summary: 'Confirm that this device has received messages up to this one',
    payload: z.strictObject({ orderId: Id, upTo: Id }),
    answer: Nothing,
  }),
  'chat:read': command({
    summary: 'Mark messages as read up to this one',
    payload: z.strictObject({ orderId: Id, upTo: Id }),
    answer: Nothing,
  }),
  'auth:refresh': command({
    summary: 'Continue this connection with a new token',
    payload: z.strictObject({ token: Opaque(4000) }),
    answer: z.object({ expiresAt: Moment }),
  }),
  ping: command({
    key: 'live',
    summary: 'Check the connection',
    payload: z.unknown(),
    answer: z.object({ at: Moment }),
  }),
} as const;

export type CommandName = keyof typeof commands;
export type CommandPayload<N extends CommandName> = z.input<(typeof commands)[N]['payload']>;
export type CommandAnswer<N extends CommandName> = Answer<z.infer<(typeof commands)[N]['answer']>>;

/** Why a handshake was refused: `connect_error.data.code`. */
export const handshakeRefusals = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'session_ended',
  'second_factor_missing',
  'key_expired',
  'key_revoked',
  'scope_missing',
] as const;
export type HandshakeRefusal = (typeof handshakeRefusals)[number];
