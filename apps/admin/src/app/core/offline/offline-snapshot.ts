import { Service, effect, inject, untracked } from '@angular/core';
import type { Order, User } from '@passline/contracts';
import { withTabLock } from '../auth/tab-lock.ts';
import { readStoredSession } from '../auth/stored-session.ts';
import { AuthSession } from '../auth/auth-session.ts';

export interface OfflineBoard {
  /** Until when it was the truth. */
  asOf: number;
  restaurantName: string;
  orders: readonly Order[];
}

const name = 'passline.board';
/** An older one helps nobody, and what a kitchen knew of its guests should not lie about for longer. */
const longest = 24 * 60 * 60_000;

/** Whoever it was shown to, in the role in which it was: anybody else, and the same person with other rights, is not. */
const ownerOf = (user: User | undefined): string | undefined =>
  user?.restaurantId ? [user.id, user.restaurantId, user.role].join('/') : undefined;
const boardOf = (owner: string) => `/kept/${owner}`;
const asOfOf = (owner: string) => `/kept/${owner}?as-of`;

/** Absent on a page without TLS, where there is no worker either that could begin it without a network. */
const store = (): Promise<Cache> | undefined => ('caches' in globalThis ? caches.open(name) : undefined);

/**
 * The last board that was seen on this device, for when it starts without a network. Guards the guests' names and
 * addresses: it is kept for exactly one person with exactly their rights, and gone in the moment in which they sign out
 * or the rights change, whatever was being written. It fails to nothing kept.
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

  /** The moment alone, when nothing on the board has changed since it was kept. */
  async keep(asOf: number, board?: Omit<OfflineBoard, 'asOf'>): Promise<void> {
    await withTabLock(name, async () => {
      // As all tabs know it now: one that has just signed out must not be written for.
      const owner = ownerOf(readStoredSession()?.user);
      const kept = owner === undefined ? undefined : await store();
      if (owner === undefined || !kept) return;
      if (board) await kept.put(boardOf(owner), Response.json(board));
      await kept.put(asOfOf(owner), Response.json(asOf));
    });
  }

  async read(now = Date.now()): Promise<OfflineBoard | undefined> {
    const owner = ownerOf(readStoredSession()?.user);
    const kept = owner === undefined ? undefined : await store();
    if (owner === undefined || !kept) return undefined;
    const [board, at] = await Promise.all([kept.match(boardOf(owner)), kept.match(asOfOf(owner))]);
    if (!board || !at) return undefined;
    const asOf = (await at.json()) as number;
    if (now - asOf > longest) {
      await this.#forgetAllBut(undefined);
      return undefined;
    }
    return { ...((await board.json()) as Omit<OfflineBoard, 'asOf'>), asOf };
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
