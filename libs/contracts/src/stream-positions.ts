import { z } from 'zod';
import { Id, Line, Moment, TraceId } from './values.ts';

export const StreamPosition = z.object({ seq: z.int().min(0), epoch: Line(64) });
export type StreamPosition = z.infer<typeof StreamPosition>;
export const StreamPositions = z.record(Line(200), StreamPosition);
export type StreamPositions = z.infer<typeof StreamPositions>;

/** Sent with every durable event: its id, and its position in each stream that delivered it. */
export const Meta = z.object({
  id: Id,
  at: Moment,
  streams: StreamPositions,
  traceId: TraceId.optional().meta({
    description: 'The OpenTelemetry trace of the request or command behind the event, if it is recorded',
  }),
});
export type Meta = z.infer<typeof Meta>;
