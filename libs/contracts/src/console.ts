import { z } from 'zod';
import { call } from './endpoint.ts';
import { Role } from './enums.ts';
import { Order } from './orders.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { EmailAddress } from './values.ts';

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
  mail: z
    .boolean()
    .meta({ description: 'Whether this server sends mails, for example for a forgotten password' }),
  identityProvider: z
    .object({ label: z.string().meta({ description: 'What the button of the sign-in page calls it' }) })
    .nullable()
    .meta({ description: 'Staff and operators can sign in with it; null: only with passwords' }),
  operatorSecondFactor: z.boolean().meta({
    description: 'Whether operators must have a second factor, and can do nothing else before they set it up',
  }),
  demo: z
    .object({
      password: z.string().meta({ description: 'The password of all demo accounts' }),
      accounts: z.array(
        z.object({
          email: EmailAddress,
          name: z.string(),
          role: Role,
          restaurantName: z.string().nullable(),
        }),
      ),
    })
    .nullable()
    .meta({ description: 'The accounts of the demo data; null: this server has no demo data' }),
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
  placeDemoOrder: call({
    ...routes.placeDemoOrder,
    who: staffRoles,
    tag: 'Console',
    summary: "A demo customer orders at the caller's restaurant; only with demo data",
    status: 201,
    answer: Order,
    problems: [
      'not_found',
      'restaurant_closed',
      'item_unavailable',
      'below_minimum',
      'outside_delivery_area',
    ],
  }),
} as const;
