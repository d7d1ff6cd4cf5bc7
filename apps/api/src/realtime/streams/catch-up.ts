import { Inject, Injectable } from '@nestjs/common';
import { Refusal, type StreamPositions, type commands } from '@passline/contracts';
import type { StreamPosition } from '@passline/event-log';
import type { z } from 'zod';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type RoomVerdict, RoomPolicy } from '../authorization/room-policy.ts';
import { RoomMembership } from './room-membership.ts';
import { type LiveSocket, roomsOf } from '../connections/socket-session.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { StreamSubscriber } from './stream-subscriber.ts';
import { merge } from './merge-missed-events.ts';
import { type Page, type Position, Replay } from './replay.ts';

type JoinAnswer = z.output<(typeof commands)['join:order']['answer']>;
type SyncAnswer = z.output<(typeof commands)['sync']['answer']>;

const pageSize = 500;
const leastOfStream = 10;
const mostPages = 4;

interface Read {
  name: string;
  /** Null if the caller may not read the stream, before reading or now. */
  page: Page | null;
  verdict: RoomVerdict;
}

/**
 * Answers with missed events, and continues with live events exactly after them. The boundary is the position up to
 * which this node has followed the log: a page never reads beyond it, and later events are delivered live. Events that
 * arrive while the answer is made wait in the CatchUpBuffer, which drops those that the answer covers. So no event is
 * sent twice or lost. The policy is asked before and after reading.
 */
@Injectable()
export class CatchUp {
  constructor(
    private readonly membership: RoomMembership,
    private readonly policy: RoomPolicy,
    private readonly replay: Replay,
    private readonly subscriber: StreamSubscriber,
    private readonly catchUpBuffer: CatchUpBuffer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async join(socket: LiveSocket, name: string, after: Position | null): Promise<JoinAnswer> {
    const rooms = roomsOf(socket);
    if (!rooms.includes(name) && rooms.length >= this.config.sockets.rooms)
      throw new Refusal(
        'too_many_rooms',
        `A socket may be in at most ${this.config.sockets.rooms} rooms. Leave one before you join another.`,
      );
    const verdict = await this.membership.enter(socket, name);
    if (!verdict.allowed) throw denied(socket, name, verdict.because);
    const page = after && (await this.#readAll(verdict, after));
    if (!roomsOf(socket).includes(name))
      throw denied(socket, name, 'the right was withdrawn during the join');
    if (!page) return { room: name, ...this.#currentPosition(socket, name), missed: [], resync: false };
    const { missed, resync, seq, epoch } = page;
    this.#markCovered(socket, [{ name, page }]);
    return { room: name, seq, epoch, missed, resync };
  }

  async sync(socket: LiveSocket, positions: StreamPositions): Promise<SyncAnswer> {
    const names = Object.keys(positions);
    if (names.length > this.config.sockets.rooms)
      throw new Refusal(
        'validation_failed',
        `streams: at most ${this.config.sockets.rooms} per sync. Send the others in another sync.`,
      );
    this.catchUpBuffer.begin(socket);
    const most = Math.max(leastOfStream, Math.floor(pageSize / Math.max(1, names.length)));
    const readAll = () => Promise.all(names.map((name) => this.#read(socket, name, positions[name], most)));
    let pages = await readAll();
    // A right may have been withdrawn while another stream was still being read.
    while (pages.some(({ page, verdict }) => page && !this.policy.isCurrent(verdict)))
      pages = await readAll();
    const joined = roomsOf(socket);
    const streams: SyncAnswer['streams'] = {};
    // Rooms that the socket is in but did not name: the answer has their current position and no missed events.
    for (const name of joined)
      if (!names.includes(name)) streams[name] = { ...this.#currentPosition(socket, name), resync: false };
    for (const { name, page } of pages)
      if (page) streams[name] = { seq: page.seq, epoch: page.epoch, resync: page.resync };
    this.#markCovered(socket, pages);
    return {
      streams,
      missed: merge(pages.flatMap(({ page }) => (page ? [page.missed] : []))),
      denied: pages.flatMap(({ name, page }) => (page ? [] : name)),
      more: pages.some(({ page }) => page?.more),
    };
  }

  async #read(socket: LiveSocket, name: string, position: Position | undefined, most: number): Promise<Read> {
    const principal = () => socket.data.socketSession.principal;
    let verdict = await this.policy.ask(principal, name);
    while (verdict.allowed && position) {
      const page = await this.replay.after(verdict, position, most);
      if (this.policy.isCurrent(verdict)) return { name, page, verdict };
      verdict = await this.policy.ask(principal, name);
    }
    return { name, page: null, verdict };
  }

  /** Reads all missed events of one stream. If they are too many, the answer asks for a `resync`, because a join has no pages. */
  async #readAll(verdict: RoomVerdict, after: Position): Promise<Page> {
    let page = await this.replay.after(verdict, after, pageSize);
    const { missed } = page;
    for (let pages = 1; page.more && pages < mostPages; pages += 1) {
      page = await this.replay.after(verdict, page, pageSize);
      missed.push(...page.missed);
    }
    const all = !page.more && !page.resync;
    return { ...page, missed: all ? missed : [], resync: !all, more: false };
  }

  #currentPosition(socket: LiveSocket, name: string): StreamPosition {
    const { seq, epoch } = this.subscriber.position(name) ?? { seq: 0, epoch: '' };
    const first = this.catchUpBuffer.firstSeq(socket, name);
    return { seq: Math.min(seq, first === undefined ? seq : first - 1), epoch };
  }

  #markCovered(socket: LiveSocket, pages: readonly { name: string; page: Page | null }[]): void {
    for (const { name, page } of pages)
      if (page)
        this.catchUpBuffer.markCovered(
          socket,
          name,
          page.seq,
          page.missed.map(({ meta }) => meta.id),
        );
  }
}

/** Emits `access_denied` with the policy's reason, and makes the refusal for the answer. */
function denied(socket: LiveSocket, room: string, reason: string): Refusal {
  socket.emit('access_denied', { room, reason });
  return new Refusal('access_denied', reason);
}
