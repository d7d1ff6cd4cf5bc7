import { calls } from '@passline/contracts';
import type { OrderFixture, TestUser } from './order-fixture.ts';
import { aurora, moveOrder } from './orders.ts';
import { Connection } from './sockets.ts';

/**
 * Takes the right from people whose sockets are at the other node, in each way that there is. An order that is placed
 * after the answer must reach the owner there, and none of them.
 */
export async function expectNoDeliveryAfterRevoking(
  here: OrderFixture,
  otherUrl: string,
  rounds: number,
): Promise<void> {
  const revocations: ((cook: TestUser) => Promise<unknown>)[] = [
    ({ id }) => here.operator.ok(calls.changeUser, { params: { id }, body: { disabled: true } }),
    ({ id }) => here.operator.ok(calls.changeUser, { params: { id }, body: { role: 'courier' } }),
    (cook) => cook.ok(calls.logout),
  ];
  const customer = await here.newUser('customer');
  const atOwner = await Connection.as(otherUrl, here.owner.token);
  for (let round = 0; round < rounds; round += 1) {
    const cooks = await Promise.all(revocations.map(() => here.newUser('kitchen', aurora)));
    const connections = await Promise.all(cooks.map(({ token }) => Connection.as(otherUrl, token)));
    for (const [index, revoke] of revocations.entries()) {
      await revoke(cooks[index]!);
      const { id } = await here.order(customer);
      await atOwner.next('order:new', ({ orderId }) => orderId === id);
      expect(connections[index]!.of('order:new').filter(({ payload }) => payload.orderId === id)).toEqual([]);
      // An unanswered order would escalate while the next test runs.
      await moveOrder(here.owner, id, 'confirmed');
    }
  }
}
