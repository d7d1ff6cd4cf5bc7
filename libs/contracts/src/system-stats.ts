import { z } from 'zod';
import { Moment } from './values.ts';

/** Load and latency of the system, as operators see them live. */
export const SystemStats = z.object({
  at: Moment,
  connections: z.int(),
  rooms: z.int(),
  eventsPerSecond: z.number(),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  outboxDepth: z.int(),
});

/** What one node has measured in the last minutes. */
export const StatsHistory = z.object({
  everySeconds: z.int(),
  items: z.array(
    SystemStats.extend({
      outboxDepth: z.int().nullable().meta({
        description: 'null: not read from the store, because no operator was watching',
      }),
    }),
  ),
});
export type StatsHistory = z.infer<typeof StatsHistory>;
