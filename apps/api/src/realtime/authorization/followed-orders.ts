import { Injectable } from '@nestjs/common';
import { isFinal, type OrderFacts, type WirePayload } from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';

interface Known {
  facts: OrderFacts;
  version: number;
  finalSince: number | null;
}

/**
 * Facts about the orders that sockets of this node follow, for access decisions without a store read. They are updated
 * by the same events that the sockets receive, so a decision is never older than the events.
 */
@Injectable()
export class FollowedOrders {
  readonly #known = new Map<string, Known>();
  readonly #outForDelivery: ((orderId: string) => void)[] = [];

  /** Called when an order becomes `out_for_delivery`, because more sockets may see the courier's position from then on. */
  onOutForDelivery(listener: (orderId: string) => void): void {
    this.#outForDelivery.push(listener);
  }

  get(orderId: string): OrderFacts | undefined {
    return this.#known.get(orderId)?.facts;
  }

  *all(): Iterable<OrderFacts> {
    for (const { facts } of this.#known.values()) yield facts;
  }

  /** Stores facts from the store, unless an event has already brought newer ones. Returns the newer facts. */
  remember(facts: OrderFacts, version: number): OrderFacts {
    const known = this.#known.get(facts.id);
    if (known && known.version >= version) return known.facts;
    const finalSince = isFinal(facts.status) ? (known?.finalSince ?? Date.now()) : null;
    this.#known.set(facts.id, { facts, version, finalSince });
    this.#follow(facts, known?.facts);
    return facts;
  }

  forget(orderId: string): void {
    this.#known.delete(orderId);
  }

  /** Returns the id of the order that ends with this event, if a socket of this node follows it. */
  apply({ type: event, data: payload }: Pick<SequencedPublication, 'type' | 'data'>): string | null {
    if (event === 'order:status:update') {
      const { orderId, status, version } = payload as WirePayload<typeof event>;
      this.#change(orderId, { status }, version);
      return isFinal(status) && this.#known.has(orderId) ? orderId : null;
    }
    if (event === 'order:rider_assigned') {
      const { orderId, riderId, version } = payload as WirePayload<typeof event>;
      this.#change(orderId, { courierId: riderId, hasDriver: false }, version);
    }
    if (event === 'order:driver_named') {
      const { orderId, version } = payload as WirePayload<typeof event>;
      this.#change(orderId, { courierId: null, hasDriver: true }, version);
    }
    return null;
  }

  /** Null: a driver of the restaurant delivers it. */
  assignCourier(orderId: string, courierId: string | null, version: number): void {
    this.#change(orderId, { courierId, hasDriver: courierId === null }, version);
  }

  /** The orders that ended at least this long ago. */
  endedFor(ms: number): string[] {
    const before = Date.now() - ms;
    const ended: string[] = [];
    for (const [orderId, { finalSince }] of this.#known)
      if (finalSince !== null && finalSince <= before) ended.push(orderId);
    return ended;
  }

  #change(orderId: string, change: Partial<OrderFacts>, version: number): void {
    const known = this.#known.get(orderId);
    if (!known || known.version > version) return;
    // An equal version is applied too: one change may be published as several events.
    known.version = version;
    const before = known.facts;
    known.facts = { ...before, ...change };
    known.finalSince = isFinal(known.facts.status) ? (known.finalSince ?? Date.now()) : null;
    this.#follow(known.facts, before);
  }

  #follow({ id, status }: OrderFacts, before: OrderFacts | undefined): void {
    if (status === 'out_for_delivery' && before?.status !== status)
      for (const listener of this.#outForDelivery) listener(id);
  }
}
