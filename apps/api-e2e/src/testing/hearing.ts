import type { WireEventName } from '@passline/contracts';
import type { Ear } from './sockets.ts';

/** Hears it, now or later; of the same order, if the payload names one. */
export async function hears(ear: Ear | undefined, event: WireEventName, payload: object): Promise<void> {
  expect((await ear!.next(event, (said) => isAbout(said, payload))).payload).toMatchObject(payload);
}
const isAbout = (said: object, { orderId }: { orderId?: string }) =>
  orderId === undefined || (said as { orderId?: string }).orderId === orderId;

/** Once whatever was said before has come. */
export async function hasNotHeard(event: WireEventName, ...ears: (Ear | undefined)[]): Promise<void> {
  for (const ear of ears) {
    await ear!.caughtUp();
    expect(ear!.of(event)).toEqual([]);
  }
}
