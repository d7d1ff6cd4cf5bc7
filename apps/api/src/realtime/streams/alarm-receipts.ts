import { Injectable } from '@nestjs/common';
import type { WirePayload } from '@passline/contracts';
import { Connections } from '../connections/connections.ts';
import type { LiveSocket } from '../connections/socket-session.ts';
import { StreamSubscriber } from './stream-subscriber.ts';
import type { SequencedPublication } from '@passline/event-log';
import { NodeBus } from '../cluster/node-bus.ts';

declare module '../cluster/node-bus.ts' {
  interface NodeMessages {
    /** How many consoles on the other node have confirmed an order's alarm. */
    receipts: { message: readonly string[]; answer: Record<string, ReceiptCounts> };
  }
}

interface Seen {
  rendered: boolean;
  audible: boolean;
}
export interface ReceiptCounts {
  received: number;
  rendered: number;
  audible: number;
}

/** Far more than can ring at the same time. The oldest are dropped first. */
const mostOrders = 10_000;

/**
 * Counts the connected consoles that have confirmed an order's alarm. It is kept in memory only: the order itself records
 * that the alarm was received, and a disconnected console does not count.
 */
@Injectable()
export class Receipts {
  readonly #orders = new Map<string, Map<string, Seen>>();

  constructor(
    private readonly connections: Connections,
    private readonly bus: NodeBus,
    subscriber: StreamSubscriber,
  ) {
    bus.on('receipts', (orderIds) => this.#ofThisNode(orderIds));
    subscriber.onPublication((publication) => this.#forgetAnswered(publication));
  }

  add(socket: LiveSocket, orderId: string, { rendered, audible }: Seen): void {
    const screens = this.#orders.get(orderId) ?? new Map<string, Seen>();
    screens.set(socket.id, { rendered, audible });
    this.#orders.set(orderId, screens);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > mostOrders && oldest !== undefined) this.#orders.delete(oldest);
  }

  /** Over all nodes that answer in time. */
  async of(orderIds: readonly string[]): Promise<Map<string, ReceiptCounts>> {
    const all = [this.#ofThisNode(orderIds), ...(await this.bus.request('receipts', orderIds))];
    return new Map(orderIds.map((id) => [id, all.map((counts) => counts[id] ?? none).reduce(sum)]));
  }

  #ofThisNode(orderIds: readonly string[]): Record<string, ReceiptCounts> {
    return Object.fromEntries(orderIds.map((id) => [id, this.#countsOf(id)]));
  }

  #countsOf(orderId: string): ReceiptCounts {
    const seen = [...(this.#orders.get(orderId) ?? [])].flatMap(([socketId, it]) =>
      this.connections.get(socketId) ? it : [],
    );
    return {
      received: seen.length,
      rendered: seen.filter(({ rendered }) => rendered).length,
      audible: seen.filter(({ audible }) => audible).length,
    };
  }

  /** Drops the receipts of an order that was answered. */
  #forgetAnswered({ type: event, data: payload }: SequencedPublication): void {
    if (event === 'order:acknowledged' || event === 'order:status:update')
      this.#orders.delete((payload as WirePayload<typeof event>).orderId);
  }
}

const none: ReceiptCounts = { received: 0, rendered: 0, audible: 0 };
const sum = (a: ReceiptCounts, b: ReceiptCounts): ReceiptCounts => ({
  received: a.received + b.received,
  rendered: a.rendered + b.rendered,
  audible: a.audible + b.audible,
});
