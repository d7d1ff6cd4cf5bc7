import { Controller } from '@nestjs/common';
import { type Announcement, type AnswerOf, type InputOf, announcementCalls } from '@passline/contracts';
import { By, type Caller, Visitor } from '../../common/access/caller.ts';
import { Input } from '../../common/http/input.ts';
import { Serve } from '../../common/http/serve.decorator.ts';
import { AnnouncementsService } from './announcements.service.ts';

@Controller()
export class AnnouncementsController {
  constructor(private readonly announcements: AnnouncementsService) {}

  @Serve(announcementCalls.currentAnnouncements)
  async current(
    @Visitor() visitor: Caller | null,
  ): Promise<AnswerOf<typeof announcementCalls.currentAnnouncements>> {
    return { items: await this.announcements.current(visitor) };
  }

  @Serve(announcementCalls.listAnnouncements)
  async list(
    @Input() { query }: InputOf<typeof announcementCalls.listAnnouncements>,
  ): Promise<AnswerOf<typeof announcementCalls.listAnnouncements>> {
    return this.announcements.list(query.limit, query.cursor);
  }

  @Serve(announcementCalls.createAnnouncement, { perAccount: 'records' })
  async create(
    @By() caller: Caller,
    @Input() { body }: InputOf<typeof announcementCalls.createAnnouncement>,
  ): Promise<Announcement> {
    return this.announcements.publish(caller, body);
  }

  @Serve(announcementCalls.endAnnouncement)
  async end(
    @By() caller: Caller,
    @Input() { params }: InputOf<typeof announcementCalls.endAnnouncement>,
  ): Promise<Announcement> {
    return this.announcements.end(caller, params.id);
  }
}
