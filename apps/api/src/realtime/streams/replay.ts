import { Injectable } from '@nestjs/common';
import { type SequencedPublication, StreamLog, type StreamPosition } from '@passline/event-log';
import { EndedJobs } from '../authorization/ended-jobs.ts';
import type { Hearing } from '../authorization/room-policy.ts';
import { SocketMetrics } from '../metrics/socket-metrics.ts';
import { watcherView } from '../delivery/watcher-view.ts';
import type { MissedEvent } from './merge.ts';

/** An answer far larger than this would look like a client that does not read, and be cut off as one. */
const mostPageBytes = 512 * 1024;
/** Events are below 32 KiB each: so few always fit. */
const alwaysFit = 16;

/** Where a client says that it is; without an epoch it takes the stream to be what it was. */
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
 * Reads what a client missed from the log, in the view that it may see, as far as this node has followed the log: so
 * every change of rights before it has been applied here. The caller asks the policy, before and after.
 */
@Injectable()
export class Replay {
  constructor(
    private readonly log: StreamLog,
    private readonly meters: SocketMetrics,
    private readonly endedJobs: EndedJobs,
  ) {}

  /** Up to `most` events after a position; the answer's position is where to go on. */
  async after(hearing: Hearing, { seq, epoch }: Position, most: number): Promise<Page> {
    const { stream } = hearing;
    const from = { seq, epoch: epoch ?? (await this.log.head(stream)).epoch };
    const { entries: read, resync, head } = await this.log.after(stream, from, most);
    const entries = read.slice(0, countWithin(mostPageBytes, read));
    const last = entries.at(-1);
    const lastSeq = last?.streams[stream] ?? head.seq;
    const more = !resync && last !== undefined && lastSeq < head.seq;
    const shown = await this.endedJobs.without(stream, entries);
    const missed = shown.flatMap((entry) => this.#view(entry, hearing) ?? []);
    this.meters.replayed.inc(missed.length);
    return { missed, resync, more, ...(more ? { seq: lastSeq, epoch: last.epoch } : head) };
  }

  #view(entry: SequencedPublication, { stream, watcher }: Hearing): MissedEvent | null {
    const { id, type, at, data, streams, epoch } = entry;
    const seen = watcher ? watcherView(type, data) : data;
    if (seen === null) return null;
    const meta = { id, at: at.toISOString(), streams: { [stream]: { seq: streams[stream] ?? 0, epoch } } };
    return { event: type, payload: seen, meta };
  }
}

/** How many of them fit; never none. */
function countWithin(bytes: number, entries: readonly SequencedPublication[]): number {
  let sum = 0;
  for (const [index, { data }] of entries.entries()) {
    if (entries.length <= alwaysFit) break;
    sum += JSON.stringify(data).length;
    if (sum > bytes) return Math.max(1, index);
  }
  return entries.length;
}
