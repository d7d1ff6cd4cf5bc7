import { Injectable } from '@nestjs/common';
import { StreamLog, type StreamEntry, type StreamPosition } from '@passline/event-log';
import { EndedJobs } from '../access/ended-jobs.ts';
import type { Hearing } from '../access/room-policy.ts';
import { loggedOf } from '../delivery/announced.ts';
import { SocketMeters } from '../socket-meters.ts';
import { watcherView } from '../watcher-view.ts';
import type { MissedEvent } from './merge.ts';

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

/** Reads what a client missed from the log, in the view that it may see. Whoever calls has asked the policy. */
@Injectable()
export class Replay {
  constructor(
    private readonly log: StreamLog,
    private readonly meters: SocketMeters,
    private readonly endedJobs: EndedJobs,
  ) {}

  /** Up to `most` events after a position; the answer's position is where to go on. */
  async after(hearing: Hearing, { seq, epoch }: Position, most: number): Promise<Page> {
    const { stream } = hearing;
    const from = { seq, epoch: epoch ?? (await this.log.head(stream)).epoch };
    const { entries, resync, head } = await this.log.after(stream, from, most);
    const last = entries.at(-1);
    const more = !resync && last !== undefined && last.seq < head.seq;
    const shown = await this.endedJobs.without(stream, entries);
    const missed = shown.flatMap((entry) => this.#view(entry, hearing) ?? []);
    this.meters.replayed.inc(missed.length);
    return { missed, resync, more, ...(more ? { seq: last.seq, epoch: last.epoch } : head) };
  }

  #view(entry: StreamEntry, { watcher }: Hearing): MissedEvent | null {
    const { stream, seq, epoch, eventId, type, at } = entry;
    const { payload } = loggedOf(entry);
    const seen = watcher ? watcherView(type, payload) : payload;
    if (seen === null) return null;
    const meta = { id: eventId, at: at.toISOString(), streams: { [stream]: { seq, epoch } } };
    return { event: type, payload: seen, meta };
  }
}
