import { Injectable } from '@nestjs/common';
import {
  discountOf,
  type CreateOfferRequest,
  type Offer,
  type OfferTerms,
  type Page,
  Refusal,
} from '@passline/contracts';
import type { Actor } from '@passline/event-log';
import type { z } from 'zod';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { assertAllowed } from '../../common/access/assert-allowed.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { Scheduler } from '../../infrastructure/scheduler/scheduled-task.ts';
import { OfferRedemptions, blockEnd } from './offer-redemptions.ts';
import type { OfferRedemptionDoc } from './offer-redemption.schema.ts';
import type { OfferDoc } from './offer.schema.ts';
import {
  createdEvent,
  assertUsable,
  isOver,
  newOffer,
  offerView,
  offerInvalid,
  customerLimitReached,
  noUsesLeft,
} from './offer.ts';
import { OffersRepository, offerBegins, offerEnds } from './offers.repository.ts';

export interface Redemption {
  code: string;
  restaurantId: string;
  customerId: string;
  orderId: string;
  /** The price of the items, without the delivery fee. */
  subtotal: number;
  now: Date;
}

export interface Redeemed {
  code: string;
  discount: number;
  /** What the discount follows from, also after items of the order have changed. */
  terms: OfferTerms;
}

const atOnce = 50;

@Injectable()
export class OffersService {
  readonly #previews = new ReadCache<{
    offer: OfferDoc | null;
    free: ReadonlyMap<string, number> | null;
  }>();

  constructor(
    private readonly offers: OffersRepository,
    private readonly redemptions: OfferRedemptions,
    due: Scheduler,
  ) {
    due.add(
      offerEnds,
      (now) => this.endOver(now),
      () => offers.nextEnd(),
    );
    due.add(
      offerBegins,
      (now) => this.announceBeginning(now),
      () => offers.nextBeginning(),
    );
  }

  async create(
    caller: Caller,
    restaurantId: string,
    wanted: z.output<typeof CreateOfferRequest>,
  ): Promise<Offer> {
    assertAllowed(caller, 'restaurant:offers', { id: restaurantId });
    const now = new Date();
    const terms = newOffer(restaurantId, wanted, now);
    const actor = actorOf(caller, restaurantId);
    let offer = await this.offers.create(terms, actor);
    if (!offer) {
      // An offer that has ended by its time still occupies the code until the next sweep.
      const holder = await this.offers.running(restaurantId, terms.code);
      if (holder && isOver(holder, now)) await this.#end(holder, null, now);
      offer = await this.offers.create(terms, actor);
    }
    if (!offer)
      throw new Refusal(
        'conflict',
        `A running offer has the code ${terms.code} already. End it first, or use another code.`,
      );
    return offerView(offer, 0);
  }

  async end(caller: Caller, restaurantId: string, id: string): Promise<void> {
    assertAllowed(caller, 'restaurant:offers', { id: restaurantId });
    await this.#end({ _id: id, restaurantId }, actorOf(caller, restaurantId), new Date());
  }

  async listOf(caller: Caller, restaurantId: string, limit: number, cursor?: string): Promise<Page<Offer>> {
    assertAllowed(caller, 'restaurant:offers', { id: restaurantId });
    const page = await this.offers.page(restaurantId, limit, cursor);
    const free = await this.redemptions.free(page.items.map(({ _id }) => _id));
    return { ...page, items: page.items.map((offer) => offerView(offer, free.get(offer._id) ?? 0)) };
  }

  /** A page may have fewer items than its limit, because used-up offers are filtered out after the read. */
  async listUsable(restaurantId: string | undefined, limit: number, cursor?: string): Promise<Page<Offer>> {
    const page = await this.offers.usable(new Date(), restaurantId, limit, cursor);
    const free = await this.redemptions.free(page.items.map(({ _id }) => _id));
    const views = page.items.map((offer) => offerView(offer, free.get(offer._id) ?? 0));
    return { ...page, items: views.filter(({ used, maxUses }) => maxUses === null || used < maxUses) };
  }

  /**
   * Takes one use for this order, or throws a Refusal with the reason. Idempotent by order. Of many parallel calls exactly
   * as many succeed as there are uses.
   */
  async redeem(use: Redemption): Promise<Redeemed> {
    try {
      return await this.#redeem(use);
    } catch (error) {
      const before = error instanceof Refusal ? await this.redemptions.of(use.orderId) : null;
      if (before?.code === use.code) return redeemed(use.code, before);
      throw error;
    }
  }

  /**
   * What the offer would take off this basket, without using it, or a Refusal with the reason. Cached, because visitors
   * ask for it. Whether a customer has used the offer up is decided when the order is placed.
   */
  async preview({
    code,
    restaurantId,
    subtotal,
    now,
  }: Omit<Redemption, 'customerId' | 'orderId'>): Promise<Omit<Redeemed, 'terms'>> {
    const { offer, free } = await this.#previews.get(`${restaurantId} ${code}`, async () => {
      const found = await this.#withCode(restaurantId, code);
      const isLimited = found !== null && found.maxUses !== null;
      return { offer: found, free: isLimited ? await this.redemptions.free([found._id]) : null };
    });
    assertUsable(offer, { code, subtotal, now });
    const used = offer.places - (free?.get(offer._id) ?? 0);
    if (offer.maxUses !== null && used >= offer.maxUses) throw noUsesLeft(offer);
    return { code, discount: discountOf(offer, subtotal) };
  }

  /** The order was not placed, or was cancelled. Idempotent. */
  async release(orderId: string, code: string): Promise<void> {
    await this.redemptions.release(orderId, code);
  }

  async endOver(now: Date): Promise<number> {
    const ended = await this.offers.ended(now, atOnce);
    for (const offer of ended) await this.#end(offer, null, now);
    return ended.length;
  }

  async announceBeginning(now: Date): Promise<number> {
    const beginning = await this.offers.beginning(now, atOnce);
    for (const { _id, restaurantId } of beginning)
      await this.offers.change(
        restaurantId,
        _id,
        (offer) =>
          offer.announceAt
            ? { change: { $unset: { announceAt: 1 } }, events: offer.running ? [createdEvent(offer)] : [] }
            : null,
        null,
      );
    return beginning.length;
  }

  async #redeem({ restaurantId, subtotal, ...use }: Redemption): Promise<Redeemed> {
    const offer = await this.#withCode(restaurantId, use.code);
    assertUsable(offer, { code: use.code, subtotal, now: use.now });
    const { kind, discountValue } = offer;
    const terms = { kind, discountValue };
    const discount = discountOf(terms, subtotal);
    const most = offer.maxUses ?? Number.POSITIVE_INFINITY;
    // The loop ends, because in every round without success another order has taken a slot or turn.
    for (let created = offer.places; ;) {
      const slot = await this.redemptions.take(offer._id, await this.#turnOf(offer, use.customerId), {
        ...use,
        discount,
        terms,
      });
      if (slot === 'turn_taken') continue;
      if (slot) {
        if (slot.offerId !== offer._id)
          throw offerInvalid(`This order has already used offer ${slot.code ?? ''}.`);
        // The first use of a block records that the block exists. If the process dies here, the next use records it.
        if (slot.n > offer.places) await this.offers.setSlots(offer._id, blockEnd(slot.n, most));
        return redeemed(offer.code, slot);
      }
      if (created >= most) throw noUsesLeft(offer);
      created = await this.redemptions.makeMore(offer._id, created, most);
    }
  }

  /** The running offer with this code, or the latest one that had it. */
  async #withCode(restaurantId: string, code: string): Promise<OfferDoc | null> {
    return (await this.offers.running(restaurantId, code)) ?? (await this.offers.past(restaurantId, code));
  }

  async #turnOf(offer: OfferDoc, customerId: string): Promise<number | undefined> {
    if (offer.maxUsesPerCustomer === null) return undefined;
    const turn = await this.redemptions.nextTurn(offer._id, customerId, offer.maxUsesPerCustomer);
    if (turn === null) throw customerLimitReached(offer);
    return turn;
  }

  async #end(
    { _id, restaurantId }: Pick<OfferDoc, '_id' | 'restaurantId'>,
    actor: Actor | null,
    now: Date,
  ): Promise<void> {
    await this.offers.change(
      restaurantId,
      _id,
      (offer) =>
        offer.running
          ? {
              change: {
                $set: { running: false, until: isOver(offer, now) ? offer.until : now },
                $unset: { announceAt: 1 },
              },
              events: [{ type: 'offer.ended', data: { restaurantId, code: offer.code } }],
            }
          : null,
      actor,
    );
  }
}

/** A slot that an earlier release took has no terms, so the discount counts as an amount. */
function redeemed(code: string, { discount = 0, terms }: OfferRedemptionDoc): Redeemed {
  return { code, discount, terms: terms ?? { kind: 'amount', discountValue: discount } };
}
