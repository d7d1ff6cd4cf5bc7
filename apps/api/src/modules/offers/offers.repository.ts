import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Page } from '@passline/contracts';
import { type Actor, type AggregateStore, type Decision, isDuplicateKey, newId } from '@passline/event-log';
import type { Model, QueryFilter } from 'mongoose';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { earliest } from '../../infrastructure/scheduler/earliest.ts';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { createdEvent, type newOffer } from './offer.ts';
import { OFFER, type OfferDoc } from './offer.schema.ts';

/** The tasks that end offers, and that announce them when they begin. */
export const offerEnds = 'offers that have ended';
export const offerBegins = 'offers that begin';

@Injectable()
export class OffersRepository {
  readonly #store: AggregateStore<OfferDoc>;

  constructor(
    @InjectModel(OFFER) private readonly offers: Model<OfferDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(offers, 'offer', {
      [offerEnds]: ({ running, until }) => (running ? until : null),
      [offerBegins]: ({ announceAt }) => announceAt,
    });
  }

  /** Null: a running offer of the restaurant has this code already. */
  async create(terms: ReturnType<typeof newOffer>, actor: Actor): Promise<OfferDoc | null> {
    const events = terms.announceAt ? [] : [createdEvent(terms)];
    const insert = () => this.#store.insert({ ...terms, _id: newId() }, events, actor);
    try {
      return await insert();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    if (await this.running(terms.restaurantId, terms.code)) return null;
    // The offer that had the code has ended in the meantime. Another request may take the code now.
    try {
      return await insert();
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  async change(
    restaurantId: string,
    id: string,
    decide: (offer: OfferDoc) => Decision<OfferDoc> | null,
    actor: Actor | null,
  ): Promise<OfferDoc> {
    return this.#store.mutate(id, decide, { actor, guard: { restaurantId } });
  }

  async running(restaurantId: string, code: string): Promise<OfferDoc | null> {
    return this.offers.findOne({ restaurantId, code, running: true }).lean<OfferDoc>();
  }

  /** The latest offer with this code, to explain why it cannot be used. */
  async past(restaurantId: string, code: string): Promise<OfferDoc | null> {
    return this.offers.findOne({ restaurantId, code }).sort({ _id: -1 }).lean<OfferDoc>();
  }

  /** Does not change the version, because creating slots is no change of the offer. */
  async setSlots(id: string, slots: number): Promise<void> {
    await this.offers.updateOne({ _id: id }, { $max: { places: slots } });
  }

  async page(restaurantId: string, limit: number, cursor?: string): Promise<Page<OfferDoc>> {
    return this.#page({ restaurantId }, limit, cursor);
  }

  async usable(
    now: Date,
    restaurantId: string | undefined,
    limit: number,
    cursor?: string,
  ): Promise<Page<OfferDoc>> {
    return this.#page(
      {
        running: true,
        from: { $lte: now },
        $or: [{ until: null }, { until: { $gt: now } }],
        ...(restaurantId !== undefined && { restaurantId }),
      },
      limit,
      cursor,
    );
  }

  ended(now: Date, atMost: number): Promise<OfferDoc[]> {
    return this.offers
      .find({ running: true, until: { $lte: now } })
      .limit(atMost)
      .lean<OfferDoc[]>();
  }

  beginning(now: Date, atMost: number): Promise<OfferDoc[]> {
    return this.offers
      .find({ announceAt: { $lte: now } })
      .limit(atMost)
      .lean<OfferDoc[]>();
  }

  nextEnd(): Promise<Date | null> {
    return earliest(this.offers, 'until', { running: true });
  }

  nextBeginning(): Promise<Date | null> {
    return earliest(this.offers, 'announceAt');
  }

  async #page(filter: QueryFilter<OfferDoc>, limit: number, cursor?: string): Promise<Page<OfferDoc>> {
    const found = await this.offers
      .find({ ...filter, ...(cursor && { _id: { $lt: after(cursor)[0] } }) })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<OfferDoc[]>();
    return pageFrom(found, limit, (offer) => [offer._id]);
  }
}
