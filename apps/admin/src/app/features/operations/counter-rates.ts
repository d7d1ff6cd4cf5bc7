import type { SocketMetrics } from './operations-api.ts';

export interface Rate {
  event: string;
  sentPerSecond: number;
  receivedPerSecond: number;
  sent: number;
  received: number;
}

/** Rates between two readings. A counter that went down was reset by a node restart. */
export function ratesOf(before: SocketMetrics | undefined, now: SocketMetrics, seconds: number): Rate[] {
  const since = (later: number, earlier: number) =>
    !before || seconds <= 0 ? 0 : Math.max(0, later >= earlier ? later - earlier : later) / seconds;
  return Object.entries(now.events)
    .map(([event, { sent, received }]) => ({
      event,
      sent,
      received,
      sentPerSecond: since(sent, before?.events[event]?.sent ?? 0),
      receivedPerSecond: since(received, before?.events[event]?.received ?? 0),
    }))
    .sort((a, b) => b.sent + b.received - (a.sent + a.received) || a.event.localeCompare(b.event));
}
