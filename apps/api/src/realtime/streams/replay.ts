import { Injectable } from '@nestjs/common';
import { type SequencedPublication, StreamLog, type StreamPosition } from '@passline/event-log';
import { EndedJobs } from '../authorization/ended-jobs.ts';
import type { RoomVerdict } from '../authorization/room-policy.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';
import { metaOf } from '../delivery/event-meta.ts';
import { seenBy, viewOf } from '../delivery/event-views.ts';
import type { MissedEvent } from './merge-missed-events.ts';

/** A much larger answer would fill the socket's buffer, and SlowConsumers would disconnect the client. */
const mostPageBytes = 512 * 1024;
/** Events are smaller than 32 KiB each, so this many always fit. */
const alwaysFit = 16;

/** The client's position in a stream. Without an epoch the current one is assumed. */
export interface Position {
  seq: number;
  epoch?: string | undefined;
}

export interface Page extends StreamPosition {
  missed: MissedEvent[];
  resync: boolean;
  more: boolean;
}

/**
 * Reads missed events from the log, in the view that the client may see. It reads only as far as this node has followed
 * the log, so every earlier change of rights has been applied. The caller asks the policy before and after.
 */
@Injectable()
export class Replay {
  constructor(
    private readonly log: StreamLog,
    private readonly metrics: SocketMetrics,
    private readonly endedJobs: EndedJobs,
  ) {}

  /** Reads up to `most` events after a position. The position in the result is where the next page starts. */
  async after(verdict: RoomVerdict, { seq, epoch }: Position, most: number): Promise<Page> {
    const { stream } = verdict;
    const from = { seq, epoch: epoch ?? (await this.log.head(stream)).epoch };
    const { entries: read, resync, head } = await this.log.after(stream, from, most);
    const entries = read.slice(0, countWithin(mostPageBytes, read));
    const last = entries.at(-1);
    const lastSeq = last?.streams[stream] ?? head.seq;
    const more = !resync && last !== undefined && lastSeq < head.seq;
    const shown = await this.endedJobs.redacted(stream, entries);
    const missed = shown.flatMap((entry) => this.#view(entry, verdict) ?? []);
    this.metrics.replayed.inc(missed.length);
    return { missed, resync, more, ...(more ? { seq: lastSeq, epoch: last.epoch } : head) };
  }

  #view(entry: SequencedPublication, { stream, watcher }: RoomVerdict): MissedEvent | null {
    const { type, data } = entry;
    const seen = seenBy(viewOf(stream, watcher), type, data);
    if (seen === null) return null;
    return { event: type, payload: seen, meta: metaOf(entry, [stream]) };
  }
}

/** How many entries fit into a page; at least one. */
function countWithin(bytes: number, entries: readonly SequencedPublication[]): number {
  let sum = 0;
  for (const [index, { data }] of entries.entries()) {
    if (entries.length <= alwaysFit) break;
    sum += JSON.stringify(data).length;
    if (sum > bytes) return Math.max(1, index);
  }
  return entries.length;
}
