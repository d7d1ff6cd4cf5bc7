import { Inject, Injectable } from '@nestjs/common';
import {
  type PaymentMethod,
  type ProblemCode,
  type Quote,
  type QuoteProblem,
  type QuoteLine,
  type QuoteRequest,
  Refusal,
} from '@passline/contracts';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { OffersService } from '../offers/offers.service.ts';
import { paymentMethodsOf } from '../orders/payment-methods.ts';
import { amountsOf, assessBasket, dishesOf, type PlacementTerms } from '../orders/basket.ts';
import { PlacementTermsLoader } from '../orders/placement-terms-loader.ts';
import { amountOf, type PricedLine } from '../orders/pricing.ts';
import { slotFull } from '../orders/scheduled.ts';
import { TimeSlots } from '../time-slots/time-slots.ts';

/** What has to change after a refusal that names no field. */
const paths: Partial<Record<ProblemCode, string>> = {
  payment_failed: 'paymentMethod',
  restaurant_closed: 'scheduledFor',
  slot_full: 'scheduledFor',
  slot_past: 'scheduledFor',
  slot_outside_hours: 'scheduledFor',
  offer_invalid: 'offerCode',
};

/**
 * What an order would cost, and all that would refuse it. The rules are those of placing; a quote only reserves nothing.
 * It reads caches only, because visitors without an account ask for it with every change of their basket.
 */
@Injectable()
export class QuotesService {
  readonly #slots = new ReadCache<number>();
  readonly #paymentMethods: readonly PaymentMethod[];

  constructor(
    private readonly terms: PlacementTermsLoader,
    private readonly offers: OffersService,
    private readonly slots: TimeSlots,
    @Inject(CONFIG) config: Config,
  ) {
    this.#paymentMethods = paymentMethodsOf(config);
  }

  async quote(restaurantId: string, wanted: QuoteRequest): Promise<Quote> {
    const now = new Date();
    const terms = await this.terms.load(restaurantId, dishesOf(wanted));
    const { restaurant } = terms;
    const basket = assessBasket(wanted, null, terms, this.#paymentMethods, now);
    const { lines, subtotal, areaCheck, refusals } = basket;
    const full = await this.#fullSlot(wanted, terms, refusals);
    const offer = await this.#discount(wanted, restaurantId, subtotal, now);
    const { deliveryFeeVat: _, ...amounts } = amountsOf(wanted, terms, basket, offer.discount);
    return {
      restaurantId,
      currency: restaurant.currency,
      lines: lines.map(lineOf),
      minimumOrder: wanted.fulfilment === 'delivery' ? restaurant.minimumOrder : 0,
      ...amounts,
      areaCheck,
      problems: [...refusals, ...full, ...offer.refusals].flatMap(problemsOf),
    };
  }

  /** Only for a time that is a slot of the restaurant. */
  async #fullSlot(
    { scheduledFor }: QuoteRequest,
    { restaurant, settings: { scheduling } }: PlacementTerms,
    refusals: readonly Refusal[],
  ): Promise<Refusal[]> {
    if (!scheduledFor || refusals.some((refusal) => pathOf(refusal) === 'scheduledFor')) return [];
    const at = new Date(scheduledFor);
    const taken = await this.#slots.get(`${restaurant.id} ${at.getTime()}`, async () => {
      const counts = await this.slots.counts(restaurant.id, at, at);
      return counts.get(at.getTime()) ?? 0;
    });
    return taken < scheduling.ordersPerSlot ? [] : [slotFull(restaurant, scheduling)];
  }

  async #discount(
    { offerCode: code }: QuoteRequest,
    restaurantId: string,
    subtotal: number,
    now: Date,
  ): Promise<{ discount: number; refusals: Refusal[] }> {
    if (code === undefined) return { discount: 0, refusals: [] };
    try {
      const { discount } = await this.offers.preview({ code, restaurantId, subtotal, now });
      return { discount, refusals: [] };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { discount: 0, refusals: [error] };
    }
  }
}

const lineOf = ({ wanted: { menuItemId, quantity }, item, faults }: PricedLine): QuoteLine => ({
  menuItemId,
  name: item?.name ?? null,
  quantity,
  options: item?.options ?? [],
  unitPrice: item?.unitPrice ?? null,
  amount: item && amountOf(item),
  isOrderable: faults.length === 0,
});

const pathOf = ({ code, errors }: Refusal): string => errors?.[0]?.path ?? paths[code] ?? '';

const problemsOf = (refusal: Refusal): QuoteProblem[] =>
  (refusal.errors ?? [{ path: pathOf(refusal), message: refusal.message }]).map((error) => ({
    code: refusal.code,
    ...error,
    ...(refusal.opensAt !== undefined && { opensAt: refusal.opensAt }),
  }));
