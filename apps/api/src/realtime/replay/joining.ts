import { Inject, Injectable } from '@nestjs/common';
import { Refusal, type StreamPositions } from '@passline/contracts';
import type { StreamPosition } from '@passline/event-log';
import { CONFIG } from '../../config/config.module.ts';
import type { Config } from '../../config/env.ts';
import { type Hearing, RoomPolicy } from '../access/room-policy.ts';
import type { Body } from '../commands/serves.ts';
import { Membership } from '../connections/membership.ts';
import { type LiveSocket, roomsOf } from '../connections/standing.ts';
import { Holds } from '../delivery/holds.ts';
import { LocalDelivery } from '../delivery/local-delivery.ts';
import { merge } from './merge.ts';
import { type Page, type Position, Replay } from './replay.ts';

const pageSize = 500;
const leastOfStream = 10;
const mostPages = 4;

/**
 * Answers with what was missed, and lets the live stream follow on exactly there. The line between the two is how far
 * this node has delivered the stream: what is in the log beyond it is still to come by itself. What is delivered while
 * the answer is being made waits in the socket's hold. So nothing is in both, and nothing in neither. Rights are asked
 * before and after reading.
 */
@Injectable()
export class Joining {
  constructor(
    private readonly membership: Membership,
    private readonly policy: RoomPolicy,
    private readonly replay: Replay,
    private readonly delivery: LocalDelivery,
    private readonly holds: Holds,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async join(socket: LiveSocket, name: string, after: Position | null): Promise<Body<'join:order'>> {
    const rooms = roomsOf(socket);
    if (!rooms.includes(name) && rooms.length >= this.config.sockets.rooms)
      throw new Refusal('too_many_rooms', `One socket joins at most ${this.config.sockets.rooms} rooms.`);
    const hearing = await this.membership.enter(socket, name);
    if (!hearing.allowed) throw denied(socket, name, hearing.because);
    const page = after && (await this.#readAll(hearing, after));
    if (after) await this.#reach(name, after);
    if (!roomsOf(socket).includes(name)) throw denied(socket, name, 'the right was withdrawn meanwhile');
    if (!page) return { room: name, ...this.#fromNowOn(socket, name), missed: [], resync: false };
    const { missed, resync, seq, epoch } = this.#upToTheLine(name, page);
    this.#told(socket, [missed]);
    return { room: name, seq, epoch, missed, resync };
  }

  async sync(socket: LiveSocket, positions: StreamPositions): Promise<Body<'sync'>> {
    const names = Object.keys(positions);
    if (names.length > this.config.sockets.rooms)
      throw new Refusal('validation_failed', `Ask for at most ${this.config.sockets.rooms} streams at once.`);
    this.holds.begin(socket);
    const most = Math.max(leastOfStream, Math.floor(pageSize / Math.max(1, names.length)));
    const read = await Promise.all(
      names.map(async (name) => ({ name, page: await this.#read(socket, name, positions[name], most) })),
    );
    const mine = roomsOf(socket);
    await Promise.all(mine.map((name) => this.#reach(name, positions[name])));
    const pages = read.map(({ name, page }) => ({
      name,
      page: page && mine.includes(name) ? this.#upToTheLine(name, page) : page,
    }));
    const streams: Body<'sync'>['streams'] = {};
    // Rooms that the client hears but did not name: it learns where they begin for it, and nothing is missed there.
    for (const name of mine)
      if (!names.includes(name)) streams[name] = { ...this.#fromNowOn(socket, name), resync: false };
    for (const { name, page } of pages)
      if (page) streams[name] = { seq: page.seq, epoch: page.epoch, resync: page.resync };
    const missed = pages.flatMap(({ page }) => (page ? [page.missed] : []));
    this.#told(socket, missed);
    return {
      streams,
      missed: merge(missed),
      denied: pages.flatMap(({ name, page }) => (page ? [] : name)),
      more: pages.some(({ page }) => page?.more),
    };
  }

  /** Null: not theirs, before reading or by now. */
  async #read(
    socket: LiveSocket,
    name: string,
    position: Position | undefined,
    most: number,
  ): Promise<Page | null> {
    const whom = () => socket.data.standing.principal;
    let hearing = await this.policy.ask(whom, name);
    while (hearing.allowed && position) {
      const page = await this.replay.after(hearing, position, most);
      if (this.policy.isCurrent(hearing)) return page;
      hearing = await this.policy.ask(whom, name);
    }
    return null;
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

  /** What a client has heard from another node already must not come live from this one. */
  async #reach(name: string, position: Position | undefined): Promise<void> {
    const line = this.delivery.position(name);
    if (line && position && position.seq > line.seq) await this.delivery.catchUp(name);
  }

  #upToTheLine(name: string, page: Page): Page {
    const line = this.delivery.position(name);
    // Where the stream stands says nothing to somebody who is on their way to it.
    if (!line || (page.more && page.seq < line.seq)) return page;
    const missed = page.missed.filter(({ meta }) => {
      const place = meta.streams[name];
      return place && this.delivery.hasDelivered(name, place);
    });
    return { ...page, ...line, missed, more: false };
  }

  #fromNowOn(socket: LiveSocket, name: string): StreamPosition {
    const { seq, epoch } = this.delivery.position(name) ?? { seq: 0, epoch: '' };
    const first = this.holds.firstPlace(socket, name);
    return { seq: Math.min(seq, first === undefined ? seq : first - 1), epoch };
  }

  #told(socket: LiveSocket, pages: readonly Page['missed'][]): void {
    this.holds.told(
      socket,
      pages.flat().map(({ meta }) => meta.id),
    );
  }
}

/** The policy's own words, in the answer and in an event of their own. */
function denied(socket: LiveSocket, room: string, reason: string): Refusal {
  socket.emit('access_denied', { room, reason });
  return new Refusal('access_denied', reason);
}
