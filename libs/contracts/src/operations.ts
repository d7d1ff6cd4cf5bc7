import { z } from 'zod';
import { call } from './endpoint.ts';
import { EmailAddress, Id, Line, Moment, Opaque, PageQuery, isPlain, pageOf } from './values.ts';
import { Role } from './enums.ts';

const tag = 'Operations';

const Check = z.object({ status: z.enum(['up', 'down', 'degraded']), detail: z.string().optional() });
export const Health = z.object({
  status: z.enum(['ok', 'degraded', 'unavailable', 'draining']),
  version: z.string(),
  uptime: z.number(),
  checks: z.record(z.string(), Check),
  connections: z.int().optional(),
});
export type Health = z.infer<typeof Health>;

export const ParkedEvent = z.object({
  id: z.string().meta({ description: 'Of the event at one consumer' }),
  type: z.string(),
  aggregate: z.object({ kind: z.string(), id: Id }),
  attempts: z.int(),
  error: z.string(),
  consumer: z.string(),
  at: Moment,
});

export const InternalEmitRequest = z.strictObject({
  event: Line(100),
  room: Line(200),
  payload: z.unknown().refine(isPlain, 'must have no control characters in its texts'),
});

export const SocketStatus = z.object({
  connections: z.int(),
  byRole: z.record(z.string(), z.int()),
  users: z.array(
    z.object({
      userId: Id,
      name: z.string(),
      role: z.string(),
      sockets: z.int(),
      rooms: z.array(z.string()),
      since: Moment,
    }),
  ),
  rooms: z.array(z.object({ room: z.string(), sockets: z.int() })),
});
export const SocketMetrics = z.object({
  connections: z.object({ total: z.int(), current: z.int(), peak: z.int(), failed: z.int() }),
  messages: z.object({ sent: z.int(), received: z.int(), failed: z.int() }),
  latency: z.object({ p50: z.number().nullable(), p90: z.number().nullable(), p99: z.number().nullable() }),
  rooms: z.object({ total: z.int(), average: z.number(), max: z.int() }),
  events: z.record(z.string(), z.object({ sent: z.int(), received: z.int() })),
});

/** Why somebody can or cannot hear a room: by the very rules that let them in or keep them out. */
export const AccessExplained = z.object({
  user: z
    .object({
      id: Id,
      name: z.string(),
      email: EmailAddress,
      role: Role,
      restaurantId: Id.nullable(),
      disabled: z.boolean(),
    })
    .nullable()
    .meta({ description: 'null: whoever holds a tracking link' }),
  room: z.string(),
  allowed: z.boolean(),
  rule: z.string().meta({ description: 'What decided, as a stable word' }),
  because: z.array(z.string()).meta({ description: 'The steps that led there, in sentences' }),
  watcher: z.boolean().meta({ description: 'Looks on without a part in it, and hears less' }),
  automatic: z.boolean().meta({ description: 'Their sockets are in this room without asking' }),
  considered: z.array(z.object({ rule: z.string(), because: z.string(), holds: z.boolean() })),
  sessions: z
    .object({ live: z.int(), lastEndedAt: Moment.nullable(), lastEndedBecause: z.string().nullable() })
    .nullable(),
  sockets: z.array(
    z.object({ id: z.string(), since: Moment, inRoom: z.boolean(), rooms: z.array(z.string()) }),
  ),
});
export type AccessExplained = z.infer<typeof AccessExplained>;

/** How far an alarm has come, on the screens that are connected now. */
const ScreensOf = z.object({
  connected: z.int(),
  received: z.int(),
  rendered: z.int(),
  audible: z.int(),
});
export const UnansweredOrder = z.object({
  orderId: Id,
  orderNumber: z.string(),
  restaurantId: Id,
  restaurantName: z.string(),
  since: Moment,
  receivedAt: Moment.nullable(),
  renderedAt: Moment.nullable(),
  audible: z.boolean().nullable(),
  cause: z.enum(['not_received', 'not_answered']).nullable().meta({ description: 'null: not escalated yet' }),
  next: z
    .object({ step: z.enum(['not_received', 'not_answered', 'auto_cancel']), at: Moment })
    .nullable()
    .meta({ description: 'What happens if nobody answers' }),
  screens: ScreensOf,
});
export type UnansweredOrder = z.infer<typeof UnansweredOrder>;

export const operationCalls = {
  health: call({
    method: 'GET',
    path: '/health',
    root: true,
    who: 'anyone',
    tag,
    summary: 'How things are',
    status: 200,
    answer: Health,
    problems: ['unavailable'],
  }),
  live: call({
    method: 'GET',
    path: '/health/live',
    root: true,
    who: 'anyone',
    tag,
    summary: 'The process turns',
    status: 200,
    answer: Health,
  }),
  ready: call({
    method: 'GET',
    path: '/health/ready',
    root: true,
    who: 'anyone',
    tag,
    summary: 'Send traffic here; 503 while draining or without the store',
    status: 200,
    answer: Health,
    problems: ['unavailable'],
  }),
  metrics: call({
    method: 'GET',
    path: '/metrics',
    root: true,
    who: 'scraper',
    tag,
    summary: 'Prometheus metrics',
    status: 200,
    answer: 'text',
    problems: ['not_found'],
  }),
} as const;

export const parkedCalls = {
  listParked: call({
    method: 'GET',
    path: '/operations/parked-events',
    who: ['operator'],
    tag,
    summary: 'Events that a consumer could not take, longest parked first; they wait for somebody',
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    status: 200,
    answer: pageOf(ParkedEvent).extend({ total: z.int() }),
  }),
  retryParked: call({
    method: 'POST',
    path: '/operations/parked-events/:id/retry',
    who: ['operator'],
    tag,
    summary: 'Give a parked event to its consumer once more; it stays parked if that fails',
    params: z.object({ id: Line(200).min(1) }),
    status: 200,
    answer: z.object({ delivered: z.boolean(), error: z.string().nullable() }),
    problems: ['not_found'],
  }),
} as const;

export const socketCalls = {
  internalEmit: call({
    method: 'POST',
    path: '/internal/emit',
    who: 'service',
    tag,
    summary: 'Emit a catalogued event to a room',
    headers: { 'x-internal-key': { schema: Opaque(500), description: 'INTERNAL_API_KEY' } },
    body: InternalEmitRequest,
    status: 202,
    answer: z.object({ accepted: z.boolean(), id: Id }),
    problems: ['unauthorized', 'not_found', 'unknown_event'],
  }),
  socketStatus: call({
    method: 'GET',
    path: '/socket/status',
    who: ['operator'],
    tag,
    summary: 'Who is connected',
    status: 200,
    answer: SocketStatus,
  }),
  explainAccess: call({
    method: 'GET',
    path: '/operations/access',
    who: ['operator'],
    tag,
    summary: 'Why somebody can or cannot hear a room, and which of their sockets are in it',
    query: z.object({
      user: Line(254)
        .min(1)
        .meta({ description: 'Id or email; tracking:<orderId> for whoever holds a link to that order' }),
      room: Line(200).min(1).meta({ description: 'Such as order:<id> or restaurant:<id>' }),
    }),
    status: 200,
    answer: AccessExplained,
    problems: ['not_found'],
  }),
  listUnanswered: call({
    method: 'GET',
    path: '/operations/unanswered',
    who: ['operator'],
    tag,
    summary: 'Orders that ring now, at every restaurant, longest first',
    query: PageQuery,
    status: 200,
    answer: pageOf(UnansweredOrder).extend({ total: z.int() }),
  }),
  socketMetrics: call({
    method: 'GET',
    path: '/metrics/socket',
    who: ['operator'],
    tag,
    summary: 'Counters of the socket layer',
    status: 200,
    answer: SocketMetrics,
  }),
} as const;
