import { Injectable } from '@nestjs/common';
import {
  type Announcement,
  type CreateAnnouncementRequest,
  type Page,
  Refusal,
  longestAnnouncementDays,
  rolesOf,
  staffRoleIn,
} from '@passline/contracts';
import { type Caller, actorOf } from '../../common/access/caller.ts';
import { pageOfViews } from '../../common/http/pagination.ts';
import { RestaurantsService } from '../restaurants/restaurants.service.ts';
import { type AnnouncementDoc, announcementView } from './announcement.schema.ts';
import { AnnouncementsRepository } from './announcements.repository.ts';

const dayMs = 24 * 60 * 60_000;

/** What operators say to everybody, a role or the staff of a restaurant. Each announcement has an end. */
@Injectable()
export class AnnouncementsService {
  constructor(
    private readonly announcements: AnnouncementsRepository,
    private readonly restaurants: RestaurantsService,
  ) {}

  async publish(
    operator: Caller,
    { text, role, restaurantId, until: end }: CreateAnnouncementRequest,
  ): Promise<Announcement> {
    const createdAt = new Date();
    const until = new Date(end);
    if (until <= createdAt) throw refused('must be in the future');
    if (until.getTime() - createdAt.getTime() > longestAnnouncementDays * dayMs)
      throw refused(`must be at most ${longestAnnouncementDays} days ahead`);
    if (restaurantId !== undefined) await this.restaurants.get(restaurantId);
    const facts = { text, role: role ?? null, restaurantId: restaurantId ?? null, createdAt, until };
    return announcementView(await this.announcements.add(facts, actorOf(operator)));
  }

  async end(operator: Caller, id: string): Promise<Announcement> {
    return announcementView(await this.announcements.end(id, new Date(), actorOf(operator)));
  }

  async list(limit: number, cursor?: string): Promise<Page<Announcement>> {
    return pageOfViews(await this.announcements.page(limit, cursor), announcementView);
  }

  async current(visitor: Caller | null): Promise<Announcement[]> {
    const all = await this.announcements.current(new Date());
    return all.filter((one) => isFor(one, visitor)).map(announcementView);
  }
}

/** A visitor without an account is a customer, who may get one. */
function isFor({ role, restaurantId }: AnnouncementDoc, reader: Caller | null): boolean {
  if (restaurantId !== null) return reader !== null && staffRoleIn(reader, restaurantId) !== null;
  return role === null || (reader ? rolesOf(reader) : ['customer']).includes(role);
}

const refused = (message: string) =>
  new Refusal('validation_failed', `until: ${message}`, { errors: [{ path: 'until', message }] });
