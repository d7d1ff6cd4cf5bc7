import { calls, type Session } from '@passline/contracts';
import { createRealtimeClient, type RealtimeClient } from '@passline/realtime-client';
import { io } from 'socket.io-client';
import type { Api } from './api.ts';
import { eventually } from './eventually.ts';

export interface Listener {
  live: RealtimeClient;
  /** `event order version`, as they came. */
  heard: string[];
}

/** A client of ours that writes down what it hears of orders. */
export async function listen(url: string, session: Session, options: object = {}): Promise<Listener> {
  const heard: string[] = [];
  const live = createRealtimeClient({ connect: { url, io, options }, token: () => session.accessToken });
  for (const event of [
    'order:new',
    'order:status:update',
    'order:promise:update',
    'order:acknowledged',
  ] as const)
    live
      .events(event)
      .subscribe(({ payload }) => heard.push(`${event} ${payload.orderId} ${payload.version}`));
  const connected = new Promise<void>((resolve) => {
    live.status$.subscribe(({ state }) => state === 'connected' && resolve());
  });
  live.start();
  await connected;
  return { live, heard };
}

/** What the order's own history owes to this party. */
export async function owed(who: Api, orderId: string, isStaff: boolean): Promise<string[]> {
  const { items } = await who.ok(calls.getOrderEvents, { params: { id: orderId } });
  const names: Record<string, string | undefined> = {
    'order.placed': 'order:new',
    'order.moved': 'order:status:update',
    'order.promised': 'order:promise:update',
    ...(isStaff && { 'order.acknowledged': 'order:acknowledged' }),
  };
  return items.flatMap(({ type, version }) => (names[type] ? [`${names[type]} ${orderId} ${version}`] : []));
}

/** Fails unless each of them has heard all of it, nothing twice, and every order in its order. */
export async function balance(listeners: readonly Listener[], due: readonly string[]): Promise<void> {
  await eventually(
    async () => {
      const missing = listeners.map(({ heard }) => due.filter((entry) => !heard.includes(entry)));
      return { missing: missing.map(({ length }) => length), first: missing.flat()[0] };
    },
    ({ first }) => first === undefined,
    60_000,
  );
  for (const { heard } of listeners) {
    expect([...heard].sort()).toEqual([...due].sort());
    // Commit order, per order: the versions only grow.
    const last = new Map<string, number>();
    for (const entry of heard) {
      const [, id, version] = entry.split(' ') as [string, string, string];
      expect(Number(version)).toBeGreaterThanOrEqual(last.get(id) ?? 0);
      last.set(id, Number(version));
    }
  }
}
