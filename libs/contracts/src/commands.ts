import { z } from 'zod';
import { ChatMessage, messageLength } from './chat.ts';
import { CourierStatus } from './couriers.ts';
import { problemCodes } from './problems.ts';
import { Id, Line, Moment, Opaque, Text } from './values.ts';
import { Role } from './enums.ts';
import { Meta, StreamPositions } from './wire-events.ts';

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
  payload: z.ZodType;
  answer: z.ZodType;
}
const command = <const C extends Command>(it: C): C => it;

/** Other than REST bodies, unknown fields are dropped, not refused: a telephone's position says more than we ask for. */
const RoomTarget = z.union([
  Id,
  z.object({ id: Id, after: z.int().min(0).optional(), epoch: Line(64).optional() }),
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
    summary: 'Who am I; identity comes from the token only',
    payload: z.unknown(),
    answer: z.object({
      userId: Id.nullable(),
      role: z.union([Role, z.literal('tracking')]),
      rooms: z.array(z.string()),
    }),
  }),
  'join:order': command({ summary: 'Hear an order', payload: RoomTarget, answer: Joined }),
  'join:restaurant': command({ summary: 'Hear a restaurant', payload: RoomTarget, answer: Joined }),
  'join:delivery': command({
    summary: 'Hear the delivery of an order, which is said in the room of the order',
    payload: RoomTarget,
    answer: Joined,
  }),
  'leave:order': command({ summary: 'Hear it no longer', payload: RoomTarget, answer: Left }),
  'leave:restaurant': command({ summary: 'Hear it no longer', payload: RoomTarget, answer: Left }),
  'leave:delivery': command({ summary: 'Hear it no longer', payload: RoomTarget, answer: Left }),
  sync: command({
    summary:
      'What was missed since these positions, of every stream that the caller may read; of rooms that are not named, where they stand',
    payload: z.object({ streams: StreamPositions }),
    answer: z.object({
      streams: z.record(z.string(), z.object({ seq: z.int(), epoch: z.string(), resync: z.boolean() })),
      missed: z.array(MissedEvent),
      denied: z.array(z.string()),
      more: z.boolean().meta({ description: 'Ask again from the new positions' }),
    }),
  }),
  'order:receipt': command({
    summary: 'A console tells that the alarm reached it',
    payload: z.object({ orderId: Id, rendered: z.boolean(), audible: z.boolean() }),
    answer: Nothing,
  }),
  'order:acknowledge': command({
    summary: 'Answer the alarm',
    payload: z.object({ orderId: Id }),
    answer: z.object({ version: z.int() }),
  }),
  'delivery:location': command({
    summary: 'The courier of that order tells where they are',
    payload: z.object({
      orderId: Id,
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      speed: z.number().min(0).max(500).nullish(),
      heading: z.number().min(0).max(360).nullish(),
    }),
    answer: z.object({ passedOn: z.boolean() }),
  }),
  'delivery:status': command({
    summary: 'Go on or off duty',
    payload: z.object({ status: CourierStatus }),
    answer: z.object({ status: CourierStatus }),
  }),
  'chat:send': command({
    summary: 'Say something; the same id again is the same message',
    payload: z.object({ orderId: Id, id: Id, text: Text(messageLength).min(1) }),
    answer: z.object({ message: ChatMessage }),
  }),
  'chat:typing': command({ summary: 'I am typing', payload: z.object({ orderId: Id }), answer: Nothing }),
  'chat:read': command({
    summary: 'I have read up to here',
    payload: z.object({ orderId: Id, upTo: Id }),
    answer: Nothing,
  }),
  'auth:refresh': command({
    summary: 'Go on under a new token',
    payload: z.object({ token: Opaque(4000) }),
    answer: z.object({ expiresAt: Moment }),
  }),
  ping: command({ summary: 'Are you there', payload: z.unknown(), answer: z.object({ at: Moment }) }),
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
] as const;
export type HandshakeRefusal = (typeof handshakeRefusals)[number];
