/** Users who lose the right to a restaurant's events through one node while their socket is connected to the other. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { ApiError } from '@passline/api-client';
import { io } from 'socket.io-client';
import type { Account, Client } from './client.ts';
import type { ClusterNode } from './cluster.ts';
import type { PlacedOrder } from './traffic.ts';

export const withdrawalKinds = ['disabled', 'demoted', 'signed out'] as const;
export type WithdrawalKind = (typeof withdrawalKinds)[number];

export interface Withdrawal {
  who: string;
  /** The time of the 2xx answer. */
  at: number;
  /** The order ids of received `order:new` events, with their times. */
  received: Map<string, number>;
  close(): void;
}

interface Scene {
  client: Client;
  operator: Account;
  restaurantId: string;
}

/** Signs a kitchen user in and opens a socket. `withdraw` withdraws the right through the other node. */
export async function openWitness(
  { client, operator, restaurantId }: Scene,
  kind: WithdrawalKind,
  nodes: readonly ClusterNode[],
  socketNode: number,
): Promise<{ withdraw: () => Promise<Withdrawal>; close: () => void } | undefined> {
  const email = `kitchen-${randomUUID().slice(0, 8)}@soak.passline.local`;
  const password = `soak ${randomUUID()}`;
  const user = await client.call(
    'createUser',
    { body: { email, password, name: 'Kitchen', role: 'kitchen', restaurantId } },
    { token: operator.token },
  );
  const { accessToken } = await client.signIn(email, password);
  const received = new Map<string, number>();
  const socket = io(nodes[socketNode]?.url ?? '', {
    auth: { token: accessToken },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  const close = () => void socket.disconnect();
  socket.on('order:new', ({ orderId }: { orderId: string }) => received.set(orderId, Date.now()));
  const isOpen = await Promise.race([
    once(socket as unknown as NodeJS.EventEmitter, 'registered').then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, 5_000, false)),
  ]);
  if (!isOpen) {
    close();
    return undefined;
  }

  const withdraw = async (): Promise<Withdrawal> => {
    const firstNode = (socketNode + 1) % nodes.length;
    if (kind === 'signed out')
      await client.call('logout', {}, { token: accessToken, firstNode }).catch((error: unknown) => {
        // An earlier try without an answer may have been executed; then the session has ended already.
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
      });
    else
      await client.call(
        'changeUser',
        {
          params: { id: user.id },
          body: kind === 'disabled' ? { disabled: true } : { role: 'customer', restaurantId: null },
        },
        { token: operator.token, firstNode },
      );
    return { who: `${kind}, socket at node ${socketNode + 1}, ${email}`, at: Date.now(), received, close };
  };
  return { withdraw, close };
}

/** Finds `order:new` events of orders that were placed after the right was withdrawn. */
export function leaksOf(withdrawals: readonly Withdrawal[], placed: readonly PlacedOrder[]): string[] {
  const sentAt = new Map(placed.map((order) => [order.id, order.sentAt]));
  return withdrawals.flatMap(({ who, at, received }) =>
    [...received].flatMap(([orderId, receivedAt]) => {
      const sent = sentAt.get(orderId) ?? 0;
      return sent > at
        ? [
            `${who}: order ${orderId}, placed ${sent - at} ms and received ${receivedAt - at} ms after the answer`,
          ]
        : [];
    }),
  );
}
