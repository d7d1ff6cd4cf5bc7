import type { Role } from '@passline/contracts';

interface Membership {
  role: Role;
  restaurantId: string | null;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'user.registered': Membership & { userId: string; name: string };
    'user.role_changed': { userId: string; from: Membership; to: Membership };
    /** The session that did it stays, if it is theirs; all others are over with the same write. */
    'user.password_changed': { userId: string; restaurantId: string | null };
    'user.disabled': { userId: string; restaurantId?: string | null };
    'user.enabled': { userId: string; restaurantId?: string | null };
    /** Nobody is behind this account any more. It is disabled with the same write. */
    'user.erased': { userId: string };
  }
}
