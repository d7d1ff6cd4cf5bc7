import { Service, effect, inject, untracked } from '@angular/core';
import type { Order, User } from '@passline/contracts';
import { withTabLock } from '@passline/web/auth/tab-lock.ts';
import { consoleSession } from '../auth/console-session.ts';
import { AuthSession } from '../auth/auth-session.ts';
import { membershipsOf } from '../auth/memberships.ts';

export interface OfflineBoard {
  /** When it was last current. */
  asOf: number;
  /** The account's restaurants by id, whichever is chosen when it is read. */
  restaurants: Readonly<Record<string, { name: string; timeZone?: string | undefined }>>;
  orders: readonly Order[];
}

/** The form of the release before: one restaurant was the chosen one, and `names` were those of an account with several. */
interface EarlierBoard {
  restaurantName: string;
  names?: Readonly<Record<string, string>>;
  timeZone?: string;
  orders: readonly Order[];
}
type StoredBoard = Omit<OfflineBoard, 'asOf'> | EarlierBoard;

function restaurantsIn(board: StoredBoard, first: string): OfflineBoard['restaurants'] {
  if ('restaurants' in board) return board.restaurants;
  const { restaurantName, timeZone, names = { [first]: restaurantName } } = board;
  return Object.fromEntries(
    Object.entries(names).map(([id, name]) => [
      id,
      { name, timeZone: name === restaurantName ? timeZone : undefined },
    ]),
  );
}

const name = 'passline.board';
const unchanged: Pick<Order, 'changes' | 'proposals'> = { changes: [], proposals: [] };
/** Older boards are useless, and customers' data must not stay on the device longer. */
const longest = 24 * 60 * 60_000;

/** The reader's account, restaurants and roles: a snapshot is only for exactly this combination. */
const ownerOf = (user: User | undefined): string | undefined => {
  const memberships = membershipsOf(user);
  if (!user || memberships.length === 0) return undefined;
  return [user.id, ...memberships.flatMap(({ restaurantId, role }) => [restaurantId, role])].join('/');
};
const boardOf = (owner: string) => `/kept/${owner}`;
const asOfOf = (owner: string) => `/kept/${owner}?as-of`;

/** Absent without TLS, where no service worker can start the page offline either. */
const store = (): Promise<Cache> | undefined => ('caches' in globalThis ? caches.open(name) : undefined);

/**
 * The last board seen on this device, for a start without a network. Because it holds customers' names and
 * addresses, it is bound to one account with its exact rights and deleted when that account signs out or its
 * rights change. Any failure means no snapshot.
 */
@Service()
export class OfflineSnapshot {
  readonly #user = inject(AuthSession).user;

  constructor() {
    effect(() => {
      const owner = ownerOf(this.#user());
      untracked(() => void this.#forgetAllBut(owner).catch(() => undefined));
    });
  }

  /** Only the time, when the board has not changed since the last snapshot. */
  async keep(asOf: number, board?: Omit<OfflineBoard, 'asOf'>): Promise<void> {
    await withTabLock(name, async () => {
      // Read from storage, which all tabs share: nothing is written after a sign-out in another tab.
      const owner = ownerOf(consoleSession.read()?.user);
      const kept = owner === undefined ? undefined : await store();
      if (owner === undefined || !kept) return;
      if (board) await kept.put(boardOf(owner), Response.json(board));
      await kept.put(asOfOf(owner), Response.json(asOf));
    });
  }

  async read(now = Date.now()): Promise<OfflineBoard | undefined> {
    const user = consoleSession.read()?.user;
    const owner = ownerOf(user);
    const kept = owner === undefined ? undefined : await store();
    if (owner === undefined || !kept) return undefined;
    const [board, at] = await Promise.all([kept.match(boardOf(owner)), kept.match(asOfOf(owner))]);
    if (!board || !at) return undefined;
    const asOf = (await at.json()) as number;
    if (now - asOf > longest) {
      await this.#forgetAllBut(undefined);
      return undefined;
    }
    const stored = (await board.json()) as StoredBoard;
    return {
      asOf,
      restaurants: restaurantsIn(stored, membershipsOf(user)[0]?.restaurantId ?? ''),
      // A snapshot of an earlier release has orders without them.
      orders: stored.orders.map((order) => ({ ...unchanged, ...order })),
    };
  }

  async #forgetAllBut(owner: string | undefined): Promise<void> {
    await withTabLock(name, async () => {
      if (!('caches' in globalThis)) return;
      if (owner === undefined) {
        await caches.delete(name);
        return;
      }
      const kept = await caches.open(name);
      for (const request of await kept.keys())
        if (new URL(request.url).pathname !== boardOf(owner)) await kept.delete(request);
    });
  }
}
