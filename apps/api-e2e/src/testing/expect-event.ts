import type { WireEventName } from '@passline/contracts';
import type { Connection } from './sockets.ts';

/** Waits for the event; for one about the same order, if the payload names an order. */
export async function expectEvent(
  connection: Connection | undefined,
  event: WireEventName,
  payload: object,
): Promise<void> {
  const received = await connection!.next(event, (one) => isAbout(one, payload));
  expect(received.payload).toMatchObject(payload);
}
const isAbout = (received: object, { orderId }: { orderId?: string }) =>
  orderId === undefined || (received as { orderId?: string }).orderId === orderId;

/** Fails if the event has arrived at one of the connections by now. */
export async function expectNoEvent(
  event: WireEventName,
  ...connections: (Connection | undefined)[]
): Promise<void> {
  for (const connection of connections) {
    await connection!.caughtUp();
    expect(connection!.of(event)).toEqual([]);
  }
}
