import { z } from 'zod';
import { call } from './endpoint.ts';

/** What whoever runs the server has set for everybody's console. Nothing secret: it is read before anybody signs in. */
export const ConsoleSettings = z.object({
  map: z
    .object({
      tileUrl: z
        .string()
        .meta({ description: 'Of one tile, with {z}, {x} and {y}; perhaps {s} and {r} as well' }),
      attribution: z.string().meta({ description: 'Plain text that the map has to show' }),
    })
    .nullable()
    .meta({ description: 'null: maps are drawn without tiles' }),
});
export type ConsoleSettings = z.infer<typeof ConsoleSettings>;

export const consoleCalls = {
  getConsoleSettings: call({
    method: 'GET',
    path: '/console/settings',
    who: 'anyone',
    tag: 'Console',
    summary: 'What the console needs to know of this server',
    status: 200,
    answer: ConsoleSettings,
  }),
} as const;
