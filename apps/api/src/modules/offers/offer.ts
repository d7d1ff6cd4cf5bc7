import { type CreateOfferRequest, type Offer, Refusal } from '@passline/contracts';
import type { EventDraft } from '@passline/event-log';
import type { z } from 'zod';
import type { OfferDoc } from './offer.schema.ts';

type NewOffer = Omit<OfferDoc, '_id' | 'version' | 'history'>;

export function newOffer(
  restaurantId: string,
  wanted: z.output<typeof CreateOfferRequest>,
  now: Date,
): NewOffer {
  const from = wanted.from ? new Date(wanted.from) : now;
  const until = wanted.until ? new Date(wanted.until) : null;
  const problem = until && untilProblem(until, from, now);
  if (problem)
    throw new Refusal('validation_failed', `until: ${problem}`, {
      errors: [{ path: 'until', message: problem }],
    });
  return {
    restaurantId,
    code: wanted.code,
    description: wanted.description,
    ...discountTermsOf(wanted),
    minimumOrder: wanted.minimumOrder,
    from,
    until,
    maxUses: wanted.maxUses ?? null,
    maxUsesPerCustomer: wanted.maxUsesPerCustomer ?? null,
    running: true,
    ...(from > now && { announceAt: from }),
    places: 0,
    createdAt: now,
  };
}

function untilProblem(until: Date, from: Date, now: Date): string | null {
  if (until <= now) return 'must be in the future';
  return until <= from ? 'must be after from' : null;
}

function discountTermsOf({
  percent,
  amount,
  kind = 'percent',
  discountValue = 0,
}: z.output<typeof CreateOfferRequest>): Pick<NewOffer, 'kind' | 'discountValue'> {
  if (percent !== undefined) return { kind: 'percent', discountValue: percent };
  if (amount !== undefined) return { kind: 'amount', discountValue: amount };
  return { kind, discountValue };
}

export const createdEvent = ({
  restaurantId,
  code,
  description,
  kind,
  discountValue,
  until,
}: NewOffer): EventDraft => ({
  type: 'offer.created',
  data: { restaurantId, code, description, kind, discountValue, until },
});

/** Checks everything that does not depend on earlier uses. */
export function assertUsable(
  offer: OfferDoc | null,
  { code, subtotal, now }: { code: string; subtotal: number; now: Date },
): asserts offer is OfferDoc {
  if (!offer) throw offerInvalid(`This restaurant has no offer ${code}.`);
  if (!offer.running || isOver(offer, now)) throw offerInvalid(`Offer ${code} has ended.`);
  if (offer.from > now) throw offerInvalid(`Offer ${code} has not begun yet.`);
  if (subtotal < offer.minimumOrder)
    throw offerInvalid(
      `Offer ${code} requires a minimum order of ${inMajorUnits(offer.minimumOrder)} before the delivery fee. Yours is ${inMajorUnits(subtotal)}.`,
    );
}

export const customerLimitReached = ({ code, maxUsesPerCustomer }: OfferDoc) =>
  offerInvalid(
    maxUsesPerCustomer === 1
      ? `You have already used offer ${code}.`
      : `You have already used offer ${code} ${maxUsesPerCustomer ?? ''} times, which is the limit per customer.`,
  );

export const noUsesLeft = ({ code }: OfferDoc) =>
  offerInvalid(`Offer ${code} has reached its maximum number of uses.`);

export const offerInvalid = (detail: string) => new Refusal('offer_invalid', detail);

export const isOver = ({ until }: Pick<OfferDoc, 'until'>, now: Date) => until !== null && until <= now;

export const offerView = (offer: OfferDoc, freeSlots: number): Offer => ({
  id: offer._id,
  restaurantId: offer.restaurantId,
  code: offer.code,
  description: offer.description,
  kind: offer.kind,
  discountValue: offer.discountValue,
  minimumOrder: offer.minimumOrder,
  from: offer.from.toISOString(),
  until: offer.until?.toISOString() ?? null,
  maxUses: offer.maxUses,
  maxUsesPerCustomer: offer.maxUsesPerCustomer,
  used: Math.max(0, offer.places - freeSlots),
  createdAt: offer.createdAt.toISOString(),
});

const inMajorUnits = (minor: number) => (minor / 100).toFixed(2);
