import { calls } from '@passline/contracts';
import type { OrderFixture } from './order-fixture.ts';
import { aurora, moveOrder } from './orders.ts';
import { Connection } from './sockets.ts';

interface Right {
  token: string;
  revoke: () => Promise<unknown>;
}

async function ofCook(
  here: OrderFixture,
  revoke: (cook: Awaited<ReturnType<OrderFixture['newUser']>>) => Promise<unknown>,
): Promise<Right> {
  const cook = await here.newUser('kitchen', aurora);
  return { token: cook.token, revoke: () => revoke(cook) };
}

async function ofKey({ owner }: OrderFixture): Promise<Right> {
  const { id, key } = await owner.ok(calls.createApiKey, {
    body: { restaurantId: aurora, name: 'Till', scopes: ['live'] },
  });
  return { token: key, revoke: () => owner.ok(calls.revokeApiKey, { params: { id } }) };
}

/**
 * Takes the right from people and API keys whose sockets are at the other node, in each way that there is. An order that
 * is placed after the answer must reach the owner there, and none of them.
 */
export async function expectNoDeliveryAfterRevoking(
  here: OrderFixture,
  otherUrl: string,
  rounds: number,
): Promise<void> {
  const change = (params: { id: string }, body: { disabled: true } | { role: 'courier' }) =>
    here.operator.ok(calls.changeUser, { params: { id: params.id }, body });
  const rights = () =>
    Promise.all([
      ofCook(here, (cook) => change(cook, { disabled: true })),
      ofCook(here, (cook) => change(cook, { role: 'courier' })),
      ofCook(here, (cook) => cook.ok(calls.logout)),
      ofKey(here),
    ]);
  const customer = await here.newUser('customer');
  const atOwner = await Connection.as(otherUrl, here.owner.token);
  for (let round = 0; round < rounds; round += 1) {
    const held = await rights();
    const connections = await Promise.all(held.map(({ token }) => Connection.as(otherUrl, token)));
    for (const [index, { revoke }] of held.entries()) {
      await revoke();
      const { id } = await here.order(customer);
      await atOwner.next('order:new', ({ orderId }) => orderId === id);
      expect(connections[index]!.of('order:new').filter(({ payload }) => payload.orderId === id)).toEqual([]);
      // An unanswered order would escalate while the next test runs.
      await moveOrder(here.owner, id, 'confirmed');
    }
  }
}
