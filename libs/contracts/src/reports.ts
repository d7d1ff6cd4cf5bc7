import { z } from 'zod';
import { call } from './endpoint.ts';
import { orderChannels } from './transitions.ts';
import { Currency, Id, Moment, Money } from './values.ts';
import { reasonCodes } from './reasons.ts';
import { routes } from './routes.ts';
import { OrderVatSum } from './vat.ts';

const one = z.object({ id: Id });

const Stage = z.object({
  stage: z.string(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  count: z.int(),
});
const Totals = z.object({
  from: Moment,
  to: Moment,
  orders: z.object({ total: z.int(), delivered: z.int(), cancelled: z.int(), open: z.int() }),
  revenue: Money.meta({ description: 'Of delivered orders, without tips' }),
  tips: Money.meta({ description: 'Of delivered orders; they go to the couriers' }),
  averageOrder: Money,
  promise: z
    .object({ kept: z.int(), broken: z.int(), rate: z.number().nullable() })
    .meta({ description: 'An open order is broken as soon as its promised time has passed' }),
});
export type ReportTotals = z.infer<typeof Totals>;

const VatByRate = z.array(OrderVatSum.omit({ name: true }));
export const Report = Totals.extend({
  currency: Currency,
  timeZone: z.string().meta({ description: 'Of the restaurant; days and hours are in it' }),
  previous: Totals.nullable().meta({
    description: 'The same hours of as many days before, by the clock of the restaurant; null: not asked for',
  }),
  stages: z.array(Stage).meta({ description: 'Seconds' }),
  cancellations: z
    .array(z.object({ reason: z.string(), code: z.enum(reasonCodes), count: z.int() }))
    .meta({ description: 'By code; each free text (`other`) by itself' }),
  perChannel: z
    .array(z.object({ channel: z.enum(orderChannels), orders: z.int(), revenue: Money }))
    .meta({ description: 'How the orders came; revenue is of delivered orders' }),
  vat: z.array(OrderVatSum).meta({
    description:
      'Of delivered orders, by rate, as the orders keep it. Revenue of orders without VAT rates is in none of them. Information, not an accounting record',
  }),
  perDay: z.array(z.object({ day: z.string(), orders: z.int(), revenue: Money, vat: VatByRate.optional() })),
  perHour: z.array(z.object({ hour: z.int(), orders: z.int(), revenue: Money, vat: VatByRate.optional() })),
  topItems: z.array(z.object({ name: z.string(), quantity: z.int(), revenue: Money })),
});
export type Report = z.infer<typeof Report>;

export const reportCalls = {
  getReport: call({
    ...routes.getReport,
    who: ['owner', 'manager', 'operator'],
    keyScope: 'reports:read',
    tag: 'Reports',
    summary: 'Orders, revenue and times of a restaurant in a period',
    params: one,
    query: z.object({
      from: Moment.optional(),
      to: Moment.optional(),
      compare: z.literal('previous').optional().meta({ description: 'Adds the totals of the period before' }),
    }),
    status: 200,
    answer: Report,
    problems: ['not_found'],
  }),
} as const;
