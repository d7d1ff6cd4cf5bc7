import { z } from 'zod';
import { call } from './endpoint.ts';
import { routes } from './routes.ts';

/** Settings of this server for every console. They are public because the console reads them before sign-in. */
export const ConsoleSettings = z.object({
  map: z
    .object({
      tileUrl: z
        .string()
        .meta({ description: 'URL template of a tile with {z}, {x} and {y}, optionally {s} and {r}' }),
      attribution: z.string().meta({ description: 'Plain text that the map must show' }),
    })
    .nullable()
    .meta({ description: 'null: maps are shown without tiles' }),
});
export type ConsoleSettings = z.infer<typeof ConsoleSettings>;

export const consoleCalls = {
  getConsoleSettings: call({
    ...routes.getConsoleSettings,
    who: 'anyone',
    tag: 'Console',
    summary: 'Settings of this server for the console',
    status: 200,
    answer: ConsoleSettings,
  }),
} as const;
