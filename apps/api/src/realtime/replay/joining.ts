import { Inject, Injectable } from '@nestjs/common';
import { type CommandName, Refusal, type StreamPositions, commands } from '@passline/contracts';
import type { z } from 'zod';
import { RoomPolicy, type Hearing } from '../access/room-policy.ts';
import { CONFIG } from '../../config/config.module.ts';
import type { Config } from '../../config/env.ts';
import { Membership } from '../connections/membership.ts';
import { type LiveSocket, roomsOf } from '../connections/standing.ts';
import { Holds } from '../delivery/holds.ts';
import { type MissedEvent, merge } from './merge.ts';
import { type Page, type Position, Replay } from './replay.ts';

type Body<N extends CommandName> = z.output<(typeof commands)[N]['answer']>;

const pageSize = 500;
const mostPages = 4;

/**
 * Answers with what was missed, and lets the live stream follow on exactly there. Everything that is said in between
 * waits in the socket's hold, so it is neither in both nor in none. Rights are asked before and after reading.
 */
@Injectable()
export class Joining {
  constructor(
    private readonly membership: Membership,
    private readonly policy: RoomPolicy,
    private readonly replay: Replay,
    private readonly holds: Holds,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async join(socket: LiveSocket, name: string, after: Position | null): Promise<Body<'join:order'>> {
    const rooms = roomsOf(socket);
    if (!rooms.includes(name) && rooms.length >= this.config.sockets.rooms)
      throw new Refusal('too_many_rooms', `One socket joins at most ${this.config.sockets.rooms} rooms.`);
    const hearing = await this.membership.enter(socket, name);
    if (!hearing.allowed) throw denied(socket, name, hearing.because);
    const page = after ? await this.#readAll(hearing, after) : await this.#fromNowOn(name);
    if (!roomsOf(socket).includes(name)) throw denied(socket, name, 'the right was withdrawn meanwhile');
    const { missed, resync, seq, epoch } = page;
    this.#told(socket, missed);
    return { room: name, seq, epoch, missed, resync };
  }

  async sync(socket: LiveSocket, positions: StreamPositions): Promise<Body<'sync'>> {
    const names = Object.keys(positions);
    if (names.length > this.config.sockets.rooms)
      throw new Refusal('validation_failed', `Ask for at most ${this.config.sockets.rooms} streams at once.`);
    this.holds.begin(socket);
    const pages = await Promise.all(
      names.map(async (name) => ({ name, page: await this.#read(socket, name, positions[name]) })),
    );
    const streams = await this.#whereOthersStand(socket, names);
    const denied: string[] = [];
    for (const { name, page } of pages)
      if (page) streams[name] = { seq: page.seq, epoch: page.epoch, resync: page.resync };
      else denied.push(name);
    const missed = merge(pages.flatMap(({ page }) => (page ? [page.missed] : [])));
    this.#told(socket, missed);
    return { streams, missed, denied, more: pages.some(({ page }) => page?.more) };
  }

  /** Rooms that the client hears but did not name: it learns where they begin for it, and nothing is missed there. */
  async #whereOthersStand(socket: LiveSocket, named: readonly string[]): Promise<Body<'sync'>['streams']> {
    const others = roomsOf(socket).filter((name) => !named.includes(name));
    const heads = others.map(async (name) => [name, { ...(await this.replay.head(name)), resync: false }]);
    return Object.fromEntries(await Promise.all(heads)) as Body<'sync'>['streams'];
  }

  /** Null: not theirs, before reading or by now. */
  async #read(socket: LiveSocket, name: string, position: Position | undefined): Promise<Page | null> {
    const whom = () => socket.data.standing.principal;
    for (let hearing = await this.policy.ask(whom, name); hearing.allowed && position;) {
      const page = await this.replay.after(hearing, position, pageSize);
      if (this.policy.isCurrent(hearing)) return page;
      hearing = await this.policy.ask(whom, name);
    }
    return null;
  }

  async #fromNowOn(stream: string): Promise<Page> {
    return { ...(await this.replay.head(stream)), missed: [], resync: false, more: false };
  }

  /** All of it or a snapshot: a join is not answered in parts. */
  async #readAll(hearing: Hearing, after: Position): Promise<Page> {
    const missed: MissedEvent[] = [];
    let page = await this.replay.after(hearing, after, pageSize);
    for (let pages = 1; page.more && pages < mostPages; pages += 1) {
      missed.push(...page.missed);
      page = await this.replay.after(hearing, page, pageSize);
    }
    if (!page.more) return { ...page, missed: page.resync ? [] : [...missed, ...page.missed] };
    return { ...(await this.replay.head(hearing.stream)), missed: [], resync: true, more: false };
  }

  #told(socket: LiveSocket, missed: readonly MissedEvent[]): void {
    this.holds.told(
      socket,
      missed.map(({ meta }) => meta.id),
    );
  }
}

/** The policy's own words, in the answer and in an event of their own. */
function denied(socket: LiveSocket, room: string, reason: string): Refusal {
  socket.emit('access_denied', { room, reason });
  return new Refusal('access_denied', reason);
}
