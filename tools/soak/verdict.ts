/** Compares the events that the orders' histories require at each screen with those that it received. */
import { setTimeout as pause } from 'node:timers/promises';
import type { StreamPosition } from '@passline/contracts';
import { dueEvents } from '../testing/due-events.ts';
import type { Client } from './client.ts';
import type { Screen } from './screen.ts';
import type { PlacedOrder } from './traffic.ts';

export interface Verdict {
  owedEvents: number;
  lost: string[];
  excused: number;
  doubled: string[];
  inversions: string[];
}

const readers = 8;

/** The keys of the events that the histories require for the customer and each restaurant. */
export async function readDebts(client: Client, placed: readonly PlacedOrder[]) {
  const customer: string[] = [];
  const restaurants = new Map<string, string[]>();
  const unread = [...placed];
  const read = async () => {
    for (let order = unread.pop(); order; order = unread.pop()) {
      const { id, kitchen } = order;
      const { token } = kitchen.owner;
      const { items } = await client.call('getOrderEvents', { params: { id } }, { token });
      const restaurant = restaurants.get(kitchen.restaurantId) ?? [];
      restaurants.set(kitchen.restaurantId, restaurant);
      customer.push(...dueEvents('customer', id, items));
      restaurant.push(...dueEvents('restaurant', id, items));
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
  return { customer, restaurants };
}

/**
 * Judges by stream positions instead of `compare`, because a screen that was told to reload is excused for the events
 * that it skipped.
 */
export function judge(screens: readonly Screen[], debtsOf: (stream: string) => readonly string[]): Verdict {
  const places = placesByStream(screens);
  const verdict: Verdict = { owedEvents: 0, lost: [], excused: 0, doubled: [], inversions: [] };
  for (const screen of screens) {
    verdict.doubled.push(...screen.doubled);
    verdict.inversions.push(...screen.inversions);
    for (const key of debtsOf(screen.stream)) {
      verdict.owedEvents += 1;
      if (screen.received.has(key)) continue;
      const place = places.get(screen.stream)?.get(key);
      if (place && isExcused(screen, place)) verdict.excused += 1;
      else verdict.lost.push(`${screen.name}: ${key}${place ? ` at ${place.seq}` : ', on no screen'}`);
    }
  }
  return verdict;
}

/** The positions of events by stream, because a screen that missed an event does not know its position. */
function placesByStream(screens: readonly Screen[]): Map<string, Map<string, StreamPosition>> {
  const places = new Map<string, Map<string, StreamPosition>>();
  for (const { stream, received } of screens) {
    const known = places.get(stream) ?? new Map<string, StreamPosition>();
    places.set(stream, known);
    for (const [key, place] of received) known.set(key, place);
  }
  return places;
}

const isExcused = ({ excuses }: Screen, { seq, epoch }: StreamPosition) =>
  excuses.some((excuse) => excuse.epoch === epoch && seq > excuse.after && seq <= excuse.upTo);

/** Waits until every screen has resumed. Resolves with the names of those that have not. */
export async function allSynced(screens: readonly Screen[], limitMs: number): Promise<string[]> {
  const giveUpAt = Date.now() + limitMs;
  for (;;) {
    const waiting = screens.filter(({ isSynced }) => !isSynced).map(({ name }) => name);
    if (waiting.length === 0 || Date.now() > giveUpAt) return waiting;
    await pause(200);
  }
}
