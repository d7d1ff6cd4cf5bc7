import { calls, eventsFor, type OrderFactType, orderEvents, type Session } from '@passline/contracts';
import { createRealtimeClient, type RealtimeClient } from '@passline/realtime-client';
import { io } from 'socket.io-client';
import type { Api } from './api.ts';
import { eventually } from './eventually.ts';

export interface Listener {
  live: RealtimeClient;
  /** `event order version` in the order of arrival. */
  received: string[];
}

/** Opens a realtime client that records the events of orders that it receives. */
export async function listen(url: string, session: Session, options: object = {}): Promise<Listener> {
  const received: string[] = [];
  const live = createRealtimeClient({ connect: { url, io, options }, token: () => session.accessToken });
  live.all$.subscribe(({ event, payload }) => {
    if (orderEvents.has(event) && 'orderId' in payload && 'version' in payload)
      received.push(`${event} ${payload.orderId} ${payload.version}`);
  });
  const connected = new Promise<void>((resolve) => {
    live.status$.subscribe(({ state }) => state === 'connected' && resolve());
  });
  live.start();
  await connected;
  return { live, received };
}

/** The events that the histories of the orders require for the customer or for the restaurant. */
export async function owed(reader: Api, orderIds: readonly string[], isStaff: boolean): Promise<string[]> {
  const recipient = isStaff ? 'restaurant' : 'customer';
  const histories = await Promise.all(
    orderIds.map(async (id) => {
      const { items } = await reader.ok(calls.getOrderEvents, { params: { id } });
      return items.flatMap(({ type, version }) =>
        eventsFor(recipient, type as OrderFactType).map((event) => `${event} ${id} ${version}`),
      );
    }),
  );
  return histories.flat();
}

/**
 * Fails unless every listener has received every event once, and the events of each order in order. The histories are
 * read again while it waits, because they still grow after the last request: a payment follows the delivery.
 */
export async function balance(
  listeners: readonly Listener[],
  owedNow: () => Promise<readonly string[]>,
): Promise<void> {
  let due: readonly string[] = [];
  await eventually(
    async () => {
      due = await owedNow();
      const known = new Set(due);
      const missing = listeners.flatMap(({ received }) => due.filter((entry) => !received.includes(entry)));
      const unknown = listeners.flatMap(({ received }) => received.filter((entry) => !known.has(entry)));
      return { missing: missing.slice(0, 3), unknown: unknown.slice(0, 3) };
    },
    ({ missing, unknown }) => missing.length + unknown.length === 0,
    60_000,
  );
  for (const { received } of listeners) {
    expect([...received].sort()).toEqual([...due].sort());
    // The versions of an order grow in the order of the commits.
    const last = new Map<string, number>();
    for (const entry of received) {
      const [, id, version] = entry.split(' ') as [string, string, string];
      expect(Number(version)).toBeGreaterThanOrEqual(last.get(id) ?? 0);
      last.set(id, Number(version));
    }
  }
}
