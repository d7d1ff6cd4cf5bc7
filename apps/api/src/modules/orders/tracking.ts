import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { isFinal, Refusal, totalWith, type OrderItem, type TrackedOrder } from '@passline/contracts';
import { z } from 'zod';
import { OrderAccess } from './order.access.ts';
import type { OrderDoc } from './order.schema.ts';
import { reasonView } from './order.view.ts';

/** Differs from the audience of access tokens, so that neither is accepted as the other. */
const audience = 'passline-tracking';
const lifetimeSeconds = 24 * 60 * 60;
/** How long a link still shows a closed order. */
const closedOrderMs = 2 * 60 * 60_000;

const Claims = z.object({ sub: z.string(), exp: z.number() });

/** Links that show one order to anyone who has them. Invalid and expired links answer `not_found`. */
@Injectable()
export class TrackingTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly access: OrderAccess,
  ) {}

  /** A link to an order for later lives as long after its time as others after they were issued. */
  async issue(order: Pick<OrderDoc, '_id' | 'scheduled'>): Promise<{ token: string; expiresAt: Date }> {
    const begin = Math.max(Date.now(), order.scheduled?.for.getTime() ?? 0);
    const expiresAt = new Date(begin + lifetimeSeconds * 1000);
    const expiresIn = Math.round((expiresAt.getTime() - Date.now()) / 1000);
    return { token: await this.jwt.signAsync({}, { subject: order._id, audience, expiresIn }), expiresAt };
  }

  async read(token: string): Promise<{ orderId: string; expiresAt: Date }> {
    try {
      const { sub, exp } = Claims.parse(await this.jwt.verifyAsync(token, { audience }));
      return { orderId: sub, expiresAt: new Date(exp * 1000) };
    } catch (error) {
      throw new Refusal('not_found', 'This tracking link is not valid or has expired.', { cause: error });
    }
  }

  async show(token: string): Promise<{ order: OrderDoc; expiresAt: Date }> {
    const { orderId, expiresAt } = await this.read(token);
    const order = await this.access.assertAllowed({ kind: 'tracking', orderId }, orderId, 'order:read');
    const end = isFinal(order.status) ? new Date(order.updatedAt.getTime() + closedOrderMs) : expiresAt;
    if (end < new Date())
      throw new Refusal('not_found', 'This tracking link has expired, because its order is over.');
    return { order, expiresAt: end < expiresAt ? end : expiresAt };
  }
}

const cellsPerDegree = 100;
const coarse = (degrees: number) => Math.round(degrees * cellsPerDegree) / cellsPerDegree;

/**
 * The destination: rounded to about a kilometre until the order is out for delivery, then exact, then null. Links are
 * passed on easily, and exact coordinates are an address.
 */
function destinationOf({ status, deliveryAddress }: OrderDoc): TrackedOrder['destination'] {
  const { lat = null, lng = null } = deliveryAddress ?? {};
  if (lat === null || lng === null || isFinal(status)) return null;
  return status === 'out_for_delivery' ? { lat, lng } : { lat: coarse(lat), lng: coarse(lng) };
}

const trackedReplacement = ({ name, quantity }: OrderItem) => ({ name, quantity });
const firstWord = (name: string): string => name.split(' ')[0] ?? '';

/** Leaves out the customer, telephone numbers, addresses, prices per dish, and the last name of courier and driver. */
export function trackedView(
  order: OrderDoc,
  position: { lat: number; lng: number; at: Date } | null,
  expiresAt: Date,
): TrackedOrder {
  return {
    id: order._id,
    number: order.number,
    restaurantName: order.restaurantName,
    status: order.status,
    fulfilment: order.fulfilment,
    items: order.items.map(({ name, quantity }) => ({ name, quantity })),
    changes: (order.changes ?? []).map(({ name, from, to, replacement }) => ({
      name,
      from,
      to,
      replacement: replacement && trackedReplacement(replacement),
    })),
    proposals: (order.proposals ?? []).map((proposal) => ({
      item: proposal.item,
      name: proposal.name,
      from: proposal.from,
      replacement: {
        id: proposal.replacement.id,
        ...trackedReplacement(proposal.replacement),
        options: proposal.replacement.options.map(({ name }) => name),
      },
      until: proposal.until.toISOString(),
      afterwards: proposal.afterwards,
      totalAmount: totalWith(order, proposal),
    })),
    totalAmount: order.totalAmount,
    currency: order.currency,
    promise: order.promise && {
      readyAt: order.promise.readyAt.toISOString(),
      deliverAt: order.promise.deliverAt?.toISOString() ?? null,
      delayedFrom: order.promise.delayedFrom?.toISOString() ?? null,
    },
    scheduledFor: order.scheduled?.for.toISOString() ?? null,
    pickup: { lat: order.pickup.location.lat, lng: order.pickup.location.lng },
    courier: order.courier && {
      name: firstWord(order.courier.name),
      location: position && { lat: position.lat, lng: position.lng },
      at: position?.at.toISOString() ?? null,
      arrivedAt: order.courier.arrivedAt?.door?.toISOString() ?? null,
    },
    driver: order.driver ? { name: firstWord(order.driver.name) } : null,
    destination: destinationOf(order),
    cancellation: order.cancellation && reasonView(order.cancellation),
    recalled: order.recalled && !isFinal(order.status) ? reasonView(order.recalled) : null,
    version: order.version,
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
