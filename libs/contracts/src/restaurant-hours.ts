import { z } from 'zod';
import { type HoursFault, hoursFaults, type weekdays } from './opening-hours.ts';
import { Line } from './values.ts';

const faultTexts: Record<HoursFault, string> = {
  time: 'must be times as hh:mm; the end may be 24:00',
  same: 'must end at another time than it begins; write a whole day as 00:00 to 24:00',
  overlap: 'must not overlap with another interval of the same day',
  date: 'must be a date as yyyy-mm-dd',
  repeated: 'must occur once',
};
const intervals = z.array(z.strictObject({ from: Line(5), to: Line(5) })).max(6);

/** The hours of an ordinary week, and days that differ. The times are those of the restaurant's time zone. */
export const Hours = z
  .strictObject({
    weekly: z.strictObject({
      monday: intervals,
      tuesday: intervals,
      wednesday: intervals,
      thursday: intervals,
      friday: intervals,
      saturday: intervals,
      sunday: intervals,
    } satisfies Record<(typeof weekdays)[number], typeof intervals>),
    exceptions: z
      .array(z.strictObject({ date: Line(10), intervals, note: Line(100).optional() }))
      .max(100)
      .meta({ description: 'Holidays and other days with hours of their own; without intervals: closed' }),
  })
  .superRefine((hours, context) => {
    for (const { path, fault } of hoursFaults(hours))
      context.addIssue({ code: 'custom', path: path.split('.'), message: faultTexts[fault] });
  })
  .meta({
    description:
      'Opening hours as hh:mm. An interval belongs to the day on which it begins; an end that is not after the beginning is on the next day',
  });

/** Orders for later: customers choose a slot within the opening hours. */
export const Scheduling = z.object({
  enabled: z.boolean(),
  leadMinutes: z.int().min(10).max(180).meta({
    description: 'The order enters the board and rings this long before its slot; no slot begins earlier',
  }),
  slotMinutes: z.int().min(5).max(120),
  ordersPerSlot: z.int().min(1).max(200),
  daysAhead: z.int().min(0).max(7).meta({ description: '0: only for the same day' }),
});
export type Scheduling = z.infer<typeof Scheduling>;
export const defaultScheduling: Scheduling = {
  enabled: false,
  leadMinutes: 45,
  slotMinutes: 15,
  ordersPerSlot: 4,
  daysAhead: 2,
};
