import { Inject, Injectable } from '@nestjs/common';
import { Refusal, type StreamPositions, type commands } from '@passline/contracts';
import type { StreamPosition } from '@passline/event-log';
import type { z } from 'zod';
import { CONFIG } from '../../common/config/config.module.ts';
import type { Config } from '../../common/config/env.ts';
import { type Hearing, RoomPolicy } from '../authorization/room-policy.ts';
import { Membership } from './membership.ts';
import { type LiveSocket, roomsOf } from '../connections/socket-session.ts';
import { CatchUpBuffer } from '../delivery/catch-up-buffer.ts';
import { StreamSubscriber } from './stream-subscriber.ts';
import { merge } from './merge.ts';
import { type Page, type Position, Replay } from './replay.ts';

type JoinAnswer = z.output<(typeof commands)['join:order']['answer']>;
type SyncAnswer = z.output<(typeof commands)['sync']['answer']>;

const pageSize = 500;
const leastOfStream = 10;
const mostPages = 4;

interface Read {
  name: string;
  /** Null: not theirs, before reading or by now. */
  page: Page | null;
  hearing: Hearing;
}

/**
 * Answers with what was missed, and lets the live stream follow on exactly there. The line between the two is how far
 * this node has followed the log: a page never reads beyond it, and what comes after it is delivered by itself. What is
 * delivered while the answer is being made waits in the socket's hold, which drops what the answer covers. So nothing
 * is in both, and nothing in neither. Rights are asked before and after reading.
 */
@Injectable()
export class Joining {
  constructor(
    private readonly membership: Membership,
    private readonly policy: RoomPolicy,
    private readonly replay: Replay,
    private readonly subscriber: StreamSubscriber,
    private readonly catchUpBuffer: CatchUpBuffer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async join(socket: LiveSocket, name: string, after: Position | null): Promise<JoinAnswer> {
    const rooms = roomsOf(socket);
    if (!rooms.includes(name) && rooms.length >= this.config.sockets.rooms)
      throw new Refusal('too_many_rooms', `One socket joins at most ${this.config.sockets.rooms} rooms.`);
    const hearing = await this.membership.enter(socket, name);
    if (!hearing.allowed) throw denied(socket, name, hearing.because);
    const page = after && (await this.#readAll(hearing, after));
    if (!roomsOf(socket).includes(name)) throw denied(socket, name, 'the right was withdrawn meanwhile');
    if (!page) return { room: name, ...this.#fromNowOn(socket, name), missed: [], resync: false };
    const { missed, resync, seq, epoch } = page;
    this.#told(socket, [{ name, page }]);
    return { room: name, seq, epoch, missed, resync };
  }

  async sync(socket: LiveSocket, positions: StreamPositions): Promise<SyncAnswer> {
    const names = Object.keys(positions);
    if (names.length > this.config.sockets.rooms)
      throw new Refusal('validation_failed', `Ask for at most ${this.config.sockets.rooms} streams at once.`);
    this.catchUpBuffer.begin(socket);
    const most = Math.max(leastOfStream, Math.floor(pageSize / Math.max(1, names.length)));
    const readAll = () => Promise.all(names.map((name) => this.#read(socket, name, positions[name], most)));
    let pages = await readAll();
    // A right may have been withdrawn while another stream was still being read.
    while (pages.some(({ page, hearing }) => page && !this.policy.isCurrent(hearing)))
      pages = await readAll();
    const mine = roomsOf(socket);
    const streams: SyncAnswer['streams'] = {};
    // Rooms that the client hears but did not name: it learns where they begin for it, and nothing is missed there.
    for (const name of mine)
      if (!names.includes(name)) streams[name] = { ...this.#fromNowOn(socket, name), resync: false };
    for (const { name, page } of pages)
      if (page) streams[name] = { seq: page.seq, epoch: page.epoch, resync: page.resync };
    this.#told(socket, pages);
    return {
      streams,
      missed: merge(pages.flatMap(({ page }) => (page ? [page.missed] : []))),
      denied: pages.flatMap(({ name, page }) => (page ? [] : name)),
      more: pages.some(({ page }) => page?.more),
    };
  }

  async #read(socket: LiveSocket, name: string, position: Position | undefined, most: number): Promise<Read> {
    const whom = () => socket.data.standing.principal;
    let hearing = await this.policy.ask(whom, name);
    while (hearing.allowed && position) {
      const page = await this.replay.after(hearing, position, most);
      if (this.policy.isCurrent(hearing)) return { name, page, hearing };
      hearing = await this.policy.ask(whom, name);
    }
    return { name, page: null, hearing };
  }

  /** All of it or a snapshot: a join is not answered in parts. */
  async #readAll(hearing: Hearing, after: Position): Promise<Page> {
    let page = await this.replay.after(hearing, after, pageSize);
    const { missed } = page;
    for (let pages = 1; page.more && pages < mostPages; pages += 1) {
      page = await this.replay.after(hearing, page, pageSize);
      missed.push(...page.missed);
    }
    const all = !page.more && !page.resync;
    return { ...page, missed: all ? missed : [], resync: !all, more: false };
  }

  #fromNowOn(socket: LiveSocket, name: string): StreamPosition {
    const { seq, epoch } = this.subscriber.position(name) ?? { seq: 0, epoch: '' };
    const first = this.catchUpBuffer.firstPlace(socket, name);
    return { seq: Math.min(seq, first === undefined ? seq : first - 1), epoch };
  }

  #told(socket: LiveSocket, pages: readonly { name: string; page: Page | null }[]): void {
    for (const { name, page } of pages)
      if (page)
        this.catchUpBuffer.covered(
          socket,
          name,
          page.seq,
          page.missed.map(({ meta }) => meta.id),
        );
  }
}

/** The policy's own words, in the answer and in an event of their own. */
function denied(socket: LiveSocket, room: string, reason: string): Refusal {
  socket.emit('access_denied', { room, reason });
  return new Refusal('access_denied', reason);
}
