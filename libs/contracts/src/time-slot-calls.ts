import { z } from 'zod';
import { call } from './endpoint.ts';
import { routes } from './routes.ts';
import { Id, Line, Moment } from './values.ts';

const CalendarDate = Line(10).regex(/^20\d\d-\d\d-\d\d$/, 'must be a date as yyyy-mm-dd');

export const timeSlotCalls = {
  listSlots: call({
    ...routes.listSlots,
    who: 'anyone',
    tag: 'Restaurants',
    summary:
      'The time slots of a day for which customers can order; none if the restaurant takes no orders for later',
    params: z.object({ id: Id }),
    query: z.object({
      date: CalendarDate.optional().meta({
        description: "A day in the restaurant's time zone, as yyyy-mm-dd; without it: today",
      }),
    }),
    status: 200,
    answer: z.object({
      date: z.string(),
      timeZone: z.string(),
      firstDate: z.string().meta({ description: 'Today, in the time zone of the restaurant' }),
      lastDate: z.string().meta({ description: 'The last day for which orders are taken' }),
      slots: z.array(
        z.object({
          at: Moment.meta({ description: 'Its begin: send it as scheduledFor' }),
          free: z.int().meta({ description: 'How many orders it still takes' }),
        }),
      ),
    }),
    problems: ['not_found'],
  }),
} as const;
