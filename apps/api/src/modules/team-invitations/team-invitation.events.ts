import type { Membership } from '@passline/contracts';

interface Facts extends Membership {
  /** Null: no staff account has the address. */
  userId: string | null;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'invitation.sent': Facts & {
      restaurantName: string;
      invitedBy: string;
      /** Of the mail; absent: that of the account. */
      language?: 'en' | 'de';
      expiresAt: Date;
    };
    'invitation.withdrawn': Facts;
    'invitation.answered': Facts & { accepted: boolean };
  }
}

export {};
