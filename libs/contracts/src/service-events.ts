import { z } from 'zod';
import { call } from './endpoint.ts';
import { routes } from './routes.ts';
import { Line, Moment, Opaque, isPlain } from './values.ts';

const tag = 'Operations';
const headers = { 'x-internal-key': { schema: Opaque(500), description: 'INTERNAL_API_KEY' } };

/** Like those of the catalogue: words with a colon between them. */
const EventName = z
  .string()
  .max(100)
  .regex(
    /^[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)+$/,
    'must be words with colons between them, like loyalty:points',
  );

/** An event of a service of the operator, beside those of the catalogue. */
export const ServiceEvent = z.object({
  name: EventName,
  summary: Line(200),
  schema: z.record(z.string(), z.unknown()).meta({ description: 'JSON schema of the payload' }),
  updatedAt: Moment,
});
export type ServiceEvent = z.infer<typeof ServiceEvent>;

export const serviceEventCalls = {
  listServiceEvents: call({
    ...routes.listServiceEvents,
    who: 'service',
    tag,
    summary: 'The events that services have registered',
    headers,
    status: 200,
    answer: z.object({ items: z.array(ServiceEvent) }),
    problems: ['unauthorized', 'not_found'],
  }),
  putServiceEvent: call({
    ...routes.putServiceEvent,
    who: 'service',
    tag,
    summary:
      'Register an event of your own, or replace its schema. Then `POST /internal/emit` emits it, and AsyncAPI lists it',
    headers,
    params: z.object({ name: EventName }),
    body: z.strictObject({
      summary: Line(200).min(1),
      schema: z
        .looseObject({})
        .refine(isPlain, 'must not contain control characters')
        .meta({ description: 'JSON schema of the payload, an object' }),
    }),
    status: 200,
    answer: ServiceEvent,
    problems: ['unauthorized', 'not_found', 'conflict'],
  }),
  deleteServiceEvent: call({
    ...routes.deleteServiceEvent,
    who: 'service',
    tag,
    summary: 'Forget an event. What was emitted stays in the streams',
    headers,
    params: z.object({ name: EventName }),
    status: 204,
    answer: 'nothing',
    problems: ['unauthorized', 'not_found'],
  }),
} as const;
