import { z } from 'zod';
import { memberships } from './accounts.ts';
import { call } from './endpoint.ts';
import { EmailAddress, Id, Line, Moment, Opaque, PageQuery, isPlain, pageOf } from './values.ts';
import { Role } from './enums.ts';
import { routes } from './routes.ts';
import { StatsHistory } from './system-stats.ts';

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
  id: z.string().meta({ description: 'Id of the event at one consumer' }),
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
  payload: z.unknown().refine(isPlain, 'must not contain control characters'),
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

/** Explains why a user may or may not join a room, using the same rules as the access check itself. */
export const AccessExplained = z.object({
  user: z
    .object({
      id: Id,
      name: z.string(),
      email: EmailAddress,
      role: Role,
      restaurantId: Id.nullable(),
      memberships,
      disabled: z.boolean(),
    })
    .nullable()
    .meta({ description: 'null: the bearer of a tracking link' }),
  room: z.string(),
  roomName: z
    .string()
    .meta({ description: 'The room as people call it, for example the name of the restaurant' }),
  allowed: z.boolean(),
  rule: z.string().meta({ description: 'Stable name of the deciding rule' }),
  because: z.array(z.string()).meta({ description: 'The reasons, one sentence each' }),
  watcher: z.boolean().meta({ description: 'Observes without taking part, and receives fewer events' }),
  automatic: z.boolean().meta({ description: 'The server joins their sockets to this room automatically' }),
  considered: z.array(z.object({ rule: z.string(), because: z.string(), holds: z.boolean() })),
  sessions: z
    .object({ live: z.int(), lastEndedAt: Moment.nullable(), lastEndedBecause: z.string().nullable() })
    .nullable(),
  sockets: z.array(
    z.object({ id: z.string(), since: Moment, inRoom: z.boolean(), rooms: z.array(z.string()) }),
  ),
});
export type AccessExplained = z.infer<typeof AccessExplained>;

/** How many connected screens received, showed and sounded the alarm. */
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
  restaurantPhone: z.string().nullable(),
  since: Moment,
  receivedAt: Moment.nullable(),
  renderedAt: Moment.nullable(),
  audible: z.boolean().nullable(),
  cause: z.enum(['not_received', 'not_answered']).nullable().meta({ description: 'null: not escalated yet' }),
  next: z
    .object({ step: z.enum(['not_received', 'not_answered', 'auto_cancel']), at: Moment })
    .nullable()
    .meta({ description: 'The next step if the order stays unanswered' }),
  screens: ScreensOf,
});
export type UnansweredOrder = z.infer<typeof UnansweredOrder>;

export const operationCalls = {
  health: call({
    ...routes.health,
    who: 'anyone',
    tag,
    summary: 'Health of the service and its dependencies',
    status: 200,
    answer: Health,
    problems: ['unavailable'],
  }),
  live: call({
    ...routes.live,
    who: 'anyone',
    tag,
    summary: 'Liveness: the process is running',
    status: 200,
    answer: Health,
  }),
  ready: call({
    ...routes.ready,
    who: 'anyone',
    tag,
    summary: 'Readiness for traffic; 503 while draining or without the store',
    status: 200,
    answer: Health,
    problems: ['unavailable'],
  }),
  metrics: call({
    ...routes.metrics,
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
    ...routes.listParked,
    who: ['operator'],
    tag,
    summary: 'Events that a consumer failed to process, longest parked first; they wait for an operator',
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    status: 200,
    answer: pageOf(ParkedEvent).extend({ total: z.int() }),
  }),
  retryParked: call({
    ...routes.retryParked,
    who: ['operator'],
    tag,
    summary: 'Retry a parked event; it stays parked if the consumer fails again',
    params: z.object({ id: Line(200).min(1) }),
    status: 200,
    answer: z.object({ delivered: z.boolean(), error: z.string().nullable() }),
    problems: ['not_found'],
  }),
} as const;

export const socketCalls = {
  internalEmit: call({
    ...routes.internalEmit,
    who: 'service',
    tag,
    summary:
      'Emit an event of the catalogue to a room. `notification:new` needs title, message and type; in the room of a user it is stored like any other',
    headers: { 'x-internal-key': { schema: Opaque(500), description: 'INTERNAL_API_KEY' } },
    body: InternalEmitRequest,
    status: 202,
    answer: z.object({
      accepted: z.boolean(),
      id: Id.meta({ description: 'Of the event, or of the notification that was stored' }),
    }),
    problems: ['unauthorized', 'not_found', 'unknown_event', 'conflict'],
  }),
  socketStatus: call({
    ...routes.socketStatus,
    who: ['operator'],
    tag,
    summary: 'Connected users and rooms',
    status: 200,
    answer: SocketStatus,
  }),
  explainAccess: call({
    ...routes.explainAccess,
    who: ['operator'],
    tag,
    summary: "Explain why a user may or may not join a room, with the user's sockets in it",
    query: z.object({
      user: Line(254).min(1).meta({
        description: 'User id or email; tracking:<orderId> for the bearer of a tracking link to that order',
      }),
      room: Line(200).min(1).meta({ description: 'For example order:<id> or restaurant:<id>' }),
    }),
    status: 200,
    answer: AccessExplained,
    problems: ['not_found'],
  }),
  listUnanswered: call({
    ...routes.listUnanswered,
    who: ['operator'],
    tag,
    summary: 'Orders with an active alarm at all restaurants, longest waiting first',
    query: PageQuery,
    status: 200,
    answer: pageOf(UnansweredOrder).extend({ total: z.int() }),
  }),
  countOpenOrders: call({
    ...routes.countOpenOrders,
    who: ['operator'],
    tag,
    summary: 'Open and late orders of each restaurant that has any',
    status: 200,
    answer: z.object({
      items: z.array(
        z.object({
          restaurantId: Id,
          open: z.int(),
          late: z.int().meta({ description: 'Open orders whose promised time has passed' }),
        }),
      ),
    }),
  }),
  statsHistory: call({
    ...routes.statsHistory,
    who: ['operator'],
    tag,
    summary: 'The statistics of the last 15 minutes; while no operator watched, those of the answering node',
    status: 200,
    answer: StatsHistory,
  }),
  socketMetrics: call({
    ...routes.socketMetrics,
    who: ['operator'],
    tag,
    summary: 'Counters of the socket layer',
    status: 200,
    answer: SocketMetrics,
  }),
} as const;
