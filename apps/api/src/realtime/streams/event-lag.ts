import { Injectable } from '@nestjs/common';
import { Relay, StreamLog } from '@passline/event-log';
import { Admission } from '../../infrastructure/admission/admission.ts';
import { RecentDurations } from '../../infrastructure/admission/recent-durations.ts';

/**
 * Measures how long events wait from their commit until they are in the log: in the relay's queue, in its consumers and
 * for the log. While they wait too long, new orders are refused, because their screens would show them late.
 */
@Injectable()
export class EventLag {
  readonly #ages = new RecentDurations();
  #silentSince: number | undefined;

  constructor(
    streams: StreamLog,
    private readonly relay: Relay,
    admission: Admission,
  ) {
    streams.onAppended((publications) => {
      const now = Date.now();
      for (const { at } of publications) this.#ages.add(Math.max(0, now - at.getTime()));
    });
    admission.measure('events', ['arrival'], () => this.take());
  }

  /** The median age since the last call; while events are relayed and none arrives in the log, the time since then. */
  take(): number {
    const now = performance.now();
    const age = this.#ages.takeMedian();
    this.#silentSince = age === undefined && this.relay.pending > 0 ? (this.#silentSince ?? now) : undefined;
    return age ?? (this.#silentSince === undefined ? 0 : now - this.#silentSince);
  }
}
