import { eventsFor, type OrderFactType, type Recipient } from '@passline/contracts';

/** One event of one order's history, as a client receives it. */
export interface OrderEvent {
  event: string;
  orderId: string;
  version: number;
}

export const eventKey = ({ event, orderId, version }: OrderEvent): string =>
  `${event} ${orderId} v${version}`;

/** The keys of the events that an order's history requires for a recipient, by the audience table of the contract. */
export const dueEvents = (
  recipient: Recipient,
  orderId: string,
  history: readonly { type: string; version: number }[],
): string[] =>
  history.flatMap(({ type, version }) =>
    eventsFor(recipient, type as OrderFactType).map((event) => eventKey({ event, orderId, version })),
  );

export interface Comparison {
  lost: string[];
  doubled: string[];
  /** The versions of an order grow in the order of the commits. */
  outOfOrder: string[];
  unexpected: string[];
}

/** Compares the events that one client received, in the order of arrival, with those that were due. */
export function compare(due: readonly string[], received: readonly OrderEvent[]): Comparison {
  const dueTimes = countsOf(due);
  const receivedTimes = countsOf(received.map(eventKey));
  const lastVersions = new Map<string, number>();
  const outOfOrder: string[] = [];
  for (const each of received) {
    const last = lastVersions.get(each.orderId) ?? 0;
    if (each.version < last) outOfOrder.push(`${eventKey(each)} after v${last}`);
    lastVersions.set(each.orderId, Math.max(last, each.version));
  }
  return {
    lost: [...dueTimes].filter(([key, times]) => (receivedTimes.get(key) ?? 0) < times).map(([key]) => key),
    doubled: [...receivedTimes]
      .filter(([key, times]) => times > (dueTimes.get(key) ?? 1))
      .map(([key, times]) => `${key} ${times} times`),
    outOfOrder,
    unexpected: [...receivedTimes.keys()].filter((key) => !dueTimes.has(key)),
  };
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
