import { z } from 'zod';
import { mostVatRates, vatRateFaults } from './vat-sums.ts';
import { Id, Line, Money } from './values.ts';

const BasisPoints = z.int().min(0).max(10_000).meta({ description: 'In basis points: 700 is 7 %' });

export const OrderVatRate = z.object({ name: z.string(), rate: BasisPoints });
export const OrderVatSum = OrderVatRate.extend({
  gross: Money.meta({ description: 'What was charged at this rate, after discounts' }),
  net: Money,
  vat: Money.meta({ description: '`gross` without `net`' }),
});
export const OrderVat = z.array(OrderVatSum).optional().meta({
  description:
    'By rate; `gross` adds up to the total without the tip. Absent: the restaurant named no rates when the order was placed. Information, not an accounting record',
});

/** What a dish says instead of the restaurant's defaults. */
export const DishVat = z
  .strictObject({
    pickup: Id.optional(),
    delivery: Id.optional(),
  })
  .meta({ description: "Ids of VAT rates by fulfilment; absent: the restaurant's default" });
export type DishVat = z.infer<typeof DishVat>;

const rate = { id: Id, name: Line(30).min(1), rate: BasisPoints };
const defaults = { pickup: Id.nullable(), delivery: Id.nullable() };
const fields = {
  enabled: z.boolean().meta({ description: 'false: no order, receipt or report shows VAT' }),
  deliveryFee: Id.nullable().meta({
    description: 'Id of the rate of the delivery fee; null: the default of deliveries',
  }),
};

/** Prices include VAT. Orders keep the rates that counted when they were placed. */
export const VatSettings = z.object({
  ...fields,
  rates: z.array(z.object(rate)),
  defaults: z.object(defaults).meta({ description: 'Ids of the rates of dishes that name none' }),
});

const mustBeRate = 'must be the id of one of the rates';

export const UpdateVatSettings = z
  .strictObject({
    ...fields,
    rates: z
      .array(z.strictObject(rate))
      .max(mostVatRates)
      .meta({ description: 'All of them. A new rate has an id of your choice' }),
    defaults: z.strictObject(defaults),
  })
  .superRefine((vat, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    for (const { path, fault } of vatRateFaults(vat.rates))
      issue(
        ['rates', ...path],
        fault === 'sameName' ? 'must differ from the names of the other rates' : 'must occur once',
      );
    const isRate = (id: string) => vat.rates.some((it) => it.id === id);
    for (const fulfilment of ['pickup', 'delivery'] as const) {
      const id = vat.defaults[fulfilment];
      if (id !== null && !isRate(id)) issue(['defaults', fulfilment], mustBeRate);
      if (id === null && vat.enabled) issue(['defaults', fulfilment], 'is required while VAT is on');
    }
    if (vat.deliveryFee !== null && !isRate(vat.deliveryFee)) issue(['deliveryFee'], mustBeRate);
  });
