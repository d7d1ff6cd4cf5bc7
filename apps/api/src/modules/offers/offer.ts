import { type CreateOfferRequest, type Offer, Refusal } from '@passline/contracts';
import type { EventDraft } from '@passline/event-log';
import type { z } from 'zod';
import type { OfferDoc } from './offer.schema.ts';

type Terms = Omit<OfferDoc, '_id' | 'version' | 'history'>;

export function newOffer(
  restaurantId: string,
  wanted: z.output<typeof CreateOfferRequest>,
  now: Date,
): Terms {
  const from = wanted.from ? new Date(wanted.from) : now;
  const until = wanted.until ? new Date(wanted.until) : null;
  const wrong =
    until === null ? null : until <= from ? 'ends before it begins' : until <= now ? 'is over already' : null;
  if (wrong)
    throw new Refusal('validation_failed', `until: ${wrong}`, {
      errors: [{ path: 'until', message: wrong }],
    });
  return {
    restaurantId,
    code: wanted.code,
    description: wanted.description,
    ...reductionOf(wanted),
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

function reductionOf({
  percent,
  amount,
  kind = 'percent',
  discountValue = 0,
}: z.output<typeof CreateOfferRequest>): Pick<Terms, 'kind' | 'discountValue'> {
  if (percent !== undefined) return { kind: 'percent', discountValue: percent };
  if (amount !== undefined) return { kind: 'amount', discountValue: amount };
  return { kind, discountValue };
}

export const announcement = ({
  restaurantId,
  code,
  description,
  kind,
  discountValue,
  until,
}: Terms): EventDraft => ({
  type: 'offer.created',
  data: { restaurantId, code, description, kind, discountValue, until },
});

/** What can be said without knowing who used it before. */
export function demandUsable(
  offer: OfferDoc | null,
  { code, subtotal, now }: { code: string; subtotal: number; now: Date },
): asserts offer is OfferDoc {
  if (!offer) throw refused(`This restaurant has no offer ${code}.`);
  if (!offer.running || isOver(offer, now)) throw refused(`Offer ${code} has ended.`);
  if (offer.from > now) throw refused(`Offer ${code} has not begun yet.`);
  if (subtotal < offer.minimumOrder)
    throw refused(
      `Offer ${code} needs a minimum order of ${units(offer.minimumOrder)} before delivery; yours is ${units(subtotal)}.`,
    );
}

export const usedByYou = ({ code, maxUsesPerCustomer }: OfferDoc) =>
  refused(
    maxUsesPerCustomer === 1
      ? `You have already used offer ${code}.`
      : `You have already used offer ${code} ${maxUsesPerCustomer ?? ''} times, which is as often as it goes.`,
  );

export const usedUp = ({ code }: OfferDoc) => refused(`Offer ${code} is used up: all of its uses are taken.`);

export const refused = (detail: string) => new Refusal('offer_invalid', detail);

export const isOver = ({ until }: Pick<OfferDoc, 'until'>, now: Date) => until !== null && until <= now;

/** Never more than the food costs, and never a fraction of a cent. */
export const discountOf = (
  { kind, discountValue }: Pick<OfferDoc, 'kind' | 'discountValue'>,
  subtotal: number,
) => Math.min(subtotal, kind === 'percent' ? Math.round((subtotal * discountValue) / 100) : discountValue);

export const offerView = (offer: OfferDoc, freePlaces: number): Offer => ({
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
  used: Math.max(0, offer.places - freePlaces),
  createdAt: offer.createdAt.toISOString(),
});

const units = (minor: number) => (minor / 100).toFixed(2);
