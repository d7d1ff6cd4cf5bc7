import { z } from 'zod';
import { call } from './endpoint.ts';
import { orderCalls, placingProblems } from './order-calls.ts';
import { Basket, hasAddress, hasAddressProblem, tipsCourier, tipsCourierProblem } from './order-requests.ts';
import { DeliveryAddress, Order } from './orders.ts';
import { staffRoles } from './roles.ts';
import { routes } from './routes.ts';
import { Id, Name, Phone, Text } from './values.ts';

export const PlaceTelephoneOrderRequest = Basket.extend({
  customer: z.strictObject({ name: Name, phone: Phone }),
  readyInMinutes: z.int().min(1).max(240).optional().meta({
    description:
      'What staff promise on the telephone. Absent: the usual minutes. An order for later is promised when its lead time begins',
  }),
  note: Text(500).optional(),
})
  .refine(hasAddress, hasAddressProblem)
  .refine(tipsCourier, tipsCourierProblem)
  .refine(({ scheduledFor, readyInMinutes }) => scheduledFor === undefined || readyInMinutes === undefined, {
    path: ['readyInMinutes'],
    message: 'is not allowed with scheduledFor',
  });
export type PlaceTelephoneOrderRequest = z.infer<typeof PlaceTelephoneOrderRequest>;

export const TelephoneCustomer = z.object({
  id: Id,
  name: z.string(),
  phone: z.string(),
  addresses: z
    .array(DeliveryAddress)
    .meta({ description: 'Of the latest deliveries to this number, newest first, each once' }),
});
export type TelephoneCustomer = z.infer<typeof TelephoneCustomer>;

const tag = 'Orders';
const one = z.object({ id: Id });

export const telephoneOrderCalls = {
  placeTelephoneOrder: call({
    ...routes.placeTelephoneOrder,
    who: staffRoles,
    keyScope: 'orders:write',
    tag,
    summary:
      'Place an order for a customer on the telephone, paid in cash. It is accepted at once and rings on no screen',
    params: one,
    headers: orderCalls.placeOrder.headers,
    body: PlaceTelephoneOrderRequest,
    status: 201,
    repeated: 200,
    answer: Order,
    problems: [...placingProblems, 'conflict'],
  }),
  findTelephoneCustomer: call({
    ...routes.findTelephoneCustomer,
    who: staffRoles,
    keyScope: 'orders:write',
    tag,
    summary: 'Who ordered at this restaurant by telephone from this number, and where the orders went',
    params: one,
    query: z.object({ phone: Phone }),
    status: 200,
    answer: z.object({ customer: TelephoneCustomer.nullable() }),
    problems: ['not_found'],
  }),
} as const;
