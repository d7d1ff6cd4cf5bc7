import { Injectable } from '@nestjs/common';
import { isFinal, type OrderFacts, type WirePayload } from '@passline/contracts';
import type { SequencedPublication } from '@passline/event-log';

interface Known {
  facts: OrderFacts;
  version: number;
  finalSince: number | null;
}

/**
 * What decides about rights to the orders that somebody here listens to. It follows the very events that it decides
 * about, so a right never lags behind what is said; and a right is checked again without asking the store.
 */
@Injectable()
export class OrdersHere {
  readonly #known = new Map<string, Known>();
  readonly #onTheWay: ((orderId: string) => void)[] = [];

  /** Called when this node learns that the courier is on the way: more may see where they are. */
  whenOnTheWay(listener: (orderId: string) => void): void {
    this.#onTheWay.push(listener);
  }

  get(orderId: string): OrderFacts | undefined {
    return this.#known.get(orderId)?.facts;
  }

  /** What was read may be older than what was heard meanwhile: answers the newer of the two. */
  learn(facts: OrderFacts, version: number): OrderFacts {
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

  /** Answers the order that is over with this event, if it is one that is followed here. */
  heard({ type: event, data: payload }: Pick<SequencedPublication, 'type' | 'data'>): string | null {
    if (event === 'order:status:update') {
      const { orderId, status, version } = payload as WirePayload<typeof event>;
      this.#change(orderId, { status }, version);
      return isFinal(status) && this.#known.has(orderId) ? orderId : null;
    }
    if (event === 'order:rider_assigned') {
      const { orderId, riderId, version } = payload as WirePayload<typeof event>;
      this.#change(orderId, { courierId: riderId }, version);
    }
    return null;
  }

  hasCourier(orderId: string, courierId: string, version: number): void {
    this.#change(orderId, { courierId }, version);
  }

  /** Orders that have been over for so long. */
  overFor(ms: number): string[] {
    const before = Date.now() - ms;
    const over: string[] = [];
    for (const [orderId, { finalSince }] of this.#known)
      if (finalSince !== null && finalSince <= before) over.push(orderId);
    return over;
  }

  #change(orderId: string, change: Partial<OrderFacts>, version: number): void {
    const known = this.#known.get(orderId);
    if (!known || known.version > version) return;
    // The same version again: one change may be told in several events.
    known.version = version;
    const before = known.facts;
    known.facts = { ...before, ...change };
    known.finalSince = isFinal(known.facts.status) ? (known.finalSince ?? Date.now()) : null;
    this.#follow(known.facts, before);
  }

  #follow({ id, status }: OrderFacts, before: OrderFacts | undefined): void {
    if (status === 'out_for_delivery' && before?.status !== status)
      for (const listener of this.#onTheWay) listener(id);
  }
}
