import { z } from 'zod';
import { call } from './endpoint.ts';
import { MenuChoice } from './menu.ts';
import { QuoteRequest } from './order-requests.ts';
import { problemCodes } from './problems.ts';
import { routes } from './routes.ts';
import { Currency, Id, Moment, Money } from './values.ts';
import { OrderVat } from './vat.ts';

export const QuoteLine = z.object({
  menuItemId: Id,
  name: z.string().nullable().meta({ description: 'null: it is not on the menu' }),
  quantity: z.int(),
  options: z.array(MenuChoice),
  unitPrice: Money.nullable().meta({ description: 'Including options' }),
  amount: Money.nullable().meta({ description: 'Price of the line' }),
  isOrderable: z.boolean().meta({ description: 'false: a problem names it, and the subtotal leaves it out' }),
});
export type QuoteLine = z.infer<typeof QuoteLine>;

export const QuoteProblem = z.object({
  code: z.enum(problemCodes).meta({ description: 'The code with which placing the order would be refused' }),
  path: z.string().meta({ description: 'What has to change, for example items.0.menuItemId' }),
  message: z.string(),
  opensAt: Moment.nullable()
    .optional()
    .meta({ description: 'Of restaurant_closed: when it opens next; null: unknown' }),
});
export type QuoteProblem = z.infer<typeof QuoteProblem>;

export const Quote = z.object({
  restaurantId: Id,
  currency: Currency,
  lines: z.array(QuoteLine).meta({ description: 'As the items of the request, in their order' }),
  minimumOrder: Money.meta({ description: 'Of the subtotal; 0 for a pickup' }),
  subtotal: Money,
  discount: Money,
  deliveryFee: Money,
  tip: Money,
  totalAmount: Money,
  vat: OrderVat,
  areaCheck: z.enum(['inside', 'outside', 'unchecked']).nullable().meta({
    description:
      'Whether the address is in the delivery area. `unchecked`: it has no coordinates; null: no address, a pickup, or no area',
  }),
  problems: z.array(QuoteProblem).meta({
    description:
      'All that would refuse the order now, none if it can be placed. What depends on the account is known only then: a block, or an offer that the customer has used up',
  }),
});
export type Quote = z.infer<typeof Quote>;
export type AreaCheck = Quote['areaCheck'];

export const quoteCalls = {
  quoteOrder: call({
    ...routes.quoteOrder,
    who: 'anyone',
    tag: 'Orders',
    summary: 'What an order would cost, and what would refuse it; nothing is stored or reserved',
    params: z.object({ id: Id }),
    body: QuoteRequest,
    status: 200,
    answer: Quote,
    problems: ['not_found'],
  }),
} as const;
