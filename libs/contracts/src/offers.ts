import { z } from 'zod';
import { call } from './endpoint.ts';
import { staffRoles } from './roles.ts';
import { Id, Moment, Money, PageQuery, Text, pageOf } from './values.ts';
import { routes } from './routes.ts';

const one = z.object({ id: Id });

export const Offer = z.object({
  id: Id,
  restaurantId: Id,
  code: z.string(),
  description: z.string(),
  kind: z.enum(['percent', 'amount']),
  discountValue: z.int().min(1),
  minimumOrder: Money,
  from: Moment,
  until: Moment.nullable(),
  maxUses: z.int().min(1).nullable(),
  maxUsesPerCustomer: z.int().min(1).nullable(),
  used: z.int(),
  createdAt: Moment,
});
export type Offer = z.infer<typeof Offer>;
export const OfferPage = pageOf(Offer);

export const CreateOfferRequest = z
  .strictObject({
    code: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z0-9_-]{2,40}$/, 'must have 2 to 40 letters, digits, - or _'),
    description: Text(300).default(''),
    kind: z.enum(['percent', 'amount']).optional(),
    discountValue: z.int().min(1).max(100_000_000).optional(),
    percent: z.int().min(1).max(100).optional(),
    amount: Money.min(1).optional(),
    minimumOrder: Money.default(0),
    from: Moment.optional(),
    until: Moment.nullable().optional(),
    maxUses: z.int().min(1).max(10_000_000).nullable().optional(),
    maxUsesPerCustomer: z.int().min(1).max(1000).nullable().optional(),
  })
  .superRefine((o, refuse) => {
    const ways = [o.percent, o.amount, o.kind && o.discountValue].filter((v) => v !== undefined).length;
    if (ways !== 1)
      refuse.addIssue({
        code: 'custom',
        path: ['percent'],
        message: 'send exactly one of percent, amount, or kind with discountValue',
      });
    if (o.kind === 'percent' && (o.discountValue ?? 0) > 100)
      refuse.addIssue({
        code: 'custom',
        path: ['discountValue'],
        message: 'must be at most 100 when kind is percent',
      });
    if (o.until && o.from && o.until <= o.from)
      refuse.addIssue({ code: 'custom', path: ['until'], message: 'must be later than from' });
  });

export const offerCalls = {
  createOffer: call({
    ...routes.createOffer,
    who: staffRoles,
    tag: 'Offers',
    summary: 'Create an offer',
    params: one,
    body: CreateOfferRequest,
    status: 201,
    answer: Offer,
    problems: ['not_found', 'conflict'],
  }),
  listRestaurantOffers: call({
    ...routes.listRestaurantOffers,
    who: staffRoles,
    tag: 'Offers',
    summary: "All of the restaurant's offers",
    params: one,
    query: PageQuery,
    status: 200,
    answer: OfferPage,
    problems: ['not_found'],
  }),
  endOffer: call({
    ...routes.endOffer,
    who: staffRoles,
    tag: 'Offers',
    summary: 'End an offer',
    params: z.object({ id: Id, offerId: Id }),
    status: 204,
    answer: 'nothing',
    problems: ['not_found'],
  }),
  listOffers: call({
    ...routes.listOffers,
    who: 'anyone',
    tag: 'Offers',
    summary: 'Offers that can be used now',
    query: PageQuery.extend({ restaurantId: Id.optional() }),
    status: 200,
    answer: OfferPage,
  }),
} as const;
