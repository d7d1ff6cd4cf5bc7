import type { AnnouncementReaders } from '@passline/contracts';

interface Facts extends AnnouncementReaders {
  text: string;
  createdAt: Date;
  until: Date;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'announcement.published': Facts;
    'announcement.ended': Facts & { endedAt: Date };
  }
}

export {};
