import type { KeyScope } from '@passline/contracts';

declare module '@passline/event-log' {
  interface DomainEvents {
    'api_key.created': { restaurantId: string | null; scopes: KeyScope[]; expiresAt: Date };
    'api_key.revoked': { restaurantId: string | null };
  }
}

export {};
