import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Page } from '@passline/contracts';
import { type Actor, type AggregateStore, newId } from '@passline/event-log';
import type { Model } from 'mongoose';
import { after, pageFrom } from '../../common/http/pagination.ts';
import { ReadCache } from '../../infrastructure/database/read-cache.ts';
import { AggregateStores } from '../../infrastructure/events/aggregate-stores.ts';
import { ANNOUNCEMENT, type AnnouncementDoc } from './announcement.schema.ts';

/** Every page asks for them once, so a process keeps them in memory. Another node's are behind by at most this. */
const knownForMs = 2_000;
/** More than any page can show. */
const mostCurrent = 20;

@Injectable()
export class AnnouncementsRepository {
  readonly #store: AggregateStore<AnnouncementDoc>;
  readonly #current = new ReadCache<readonly AnnouncementDoc[]>(knownForMs);

  constructor(
    @InjectModel(ANNOUNCEMENT) private readonly announcements: Model<AnnouncementDoc>,
    aggregates: AggregateStores,
  ) {
    this.#store = aggregates.of(announcements, 'announcement');
  }

  async add(
    facts: Pick<AnnouncementDoc, 'text' | 'role' | 'restaurantId' | 'createdAt' | 'until'>,
    actor: Actor,
  ): Promise<AnnouncementDoc> {
    const added = await this.#store.insert(
      { _id: newId(), ...facts, endedAt: null },
      [{ type: 'announcement.published', data: facts }],
      actor,
    );
    this.#current.forgetAll();
    return added;
  }

  /** Once: ending it again, or after its time, changes nothing. */
  async end(id: string, endedAt: Date, actor: Actor): Promise<AnnouncementDoc> {
    const ended = await this.#store.mutate(
      id,
      ({ text, role, restaurantId, createdAt, until, endedAt: before }) =>
        before || until <= endedAt
          ? null
          : {
              change: { endedAt },
              events: [
                {
                  type: 'announcement.ended',
                  data: { text, role, restaurantId, createdAt, until, endedAt },
                },
              ],
            },
      { actor },
    );
    this.#current.forgetAll();
    return ended;
  }

  /** Newest first, whoever they are for. */
  async current(now: Date): Promise<readonly AnnouncementDoc[]> {
    const known = await this.#current.get('current', async () =>
      this.announcements
        .find({ until: { $gt: now }, endedAt: null })
        .sort({ _id: -1 })
        .limit(mostCurrent)
        .lean<AnnouncementDoc[]>(),
    );
    return known.filter(({ until }) => until > now);
  }

  async page(limit: number, cursor?: string): Promise<Page<AnnouncementDoc>> {
    const found = await this.announcements
      .find(cursor ? { _id: { $lt: after(cursor)[0] } } : {})
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<AnnouncementDoc[]>();
    return pageFrom(found, limit, ({ _id }) => [_id]);
  }
}
