import type { WireEventName } from '@passline/contracts';
import type { Connection } from './sockets.ts';

/**
 * Waits for the next event of this name and compares its payload. If that names an order, events of other orders are
 * skipped.
 */
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

/** Waits until each connection has received everything sent so far, then fails if the event was among it. */
export async function expectNoEvent(
  event: WireEventName,
  ...connections: (Connection | undefined)[]
): Promise<void> {
  for (const connection of connections) {
    await connection!.caughtUp();
    expect(connection!.of(event)).toEqual([]);
  }
}
