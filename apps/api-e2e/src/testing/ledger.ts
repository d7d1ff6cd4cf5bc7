import { calls, orderEvents, type Session } from '@passline/contracts';
import { createRealtimeClient, type RealtimeClient } from '@passline/realtime-client';
import { io } from 'socket.io-client';
import { compare, dueEvents, type OrderEvent } from '../../../../tools/testing/due-events.ts';
import type { Api } from './api.ts';
import { eventually } from './eventually.ts';

export interface RecordingClient {
  live: RealtimeClient;
  /** In the order of arrival. */
  received: OrderEvent[];
}

/** Opens a realtime client that records the events of orders that it receives. */
export async function startRecordingClient(
  url: string,
  session: Session,
  options: object = {},
): Promise<RecordingClient> {
  const received: OrderEvent[] = [];
  const live = createRealtimeClient({ connect: { url, io, options }, token: () => session.accessToken });
  live.all$.subscribe(({ event, payload }) => {
    if (orderEvents.has(event) && 'orderId' in payload && 'version' in payload)
      received.push({ event, orderId: payload.orderId, version: payload.version });
  });
  const connected = new Promise<void>((resolve) => {
    live.status$.subscribe(({ state }) => state === 'connected' && resolve());
  });
  live.start();
  await connected;
  return { live, received };
}

/** The events that the histories of the orders require for the customer or for the restaurant. */
export async function readDueEvents(
  reader: Api,
  orderIds: readonly string[],
  isStaff: boolean,
): Promise<string[]> {
  const recipient = isStaff ? 'restaurant' : 'customer';
  const due = await Promise.all(
    orderIds.map(async (id) => {
      const { items } = await reader.ok(calls.getOrderEvents, { params: { id } });
      return dueEvents(recipient, id, items);
    }),
  );
  return due.flat();
}

/**
 * Fails unless every listener has received every event once, and the events of each order in order. The histories are
 * read again while it waits, because they still grow after the last request: a payment follows the delivery.
 */
export async function expectAllReceived(
  listeners: readonly RecordingClient[],
  readDue: () => Promise<readonly string[]>,
): Promise<void> {
  const found = await eventually(
    async () => {
      const due = await readDue();
      return listeners.map(({ received }) => compare(due, received));
    },
    (all) => all.every(({ lost, unexpected }) => lost.length + unexpected.length === 0),
    60_000,
  );
  for (const { doubled, outOfOrder } of found) {
    expect(doubled).toEqual([]);
    expect(outOfOrder).toEqual([]);
  }
}
