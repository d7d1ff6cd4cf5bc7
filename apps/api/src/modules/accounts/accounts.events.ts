import type { Role } from '@passline/contracts';

interface Membership {
  role: Role;
  restaurantId: string | null;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'user.registered': Membership & { userId: string; name: string };
    'user.role_changed': { userId: string; from: Membership; to: Membership };
    /** The same write ends all sessions of the user, except the one in which they changed their own password. */
    'user.password_changed': { userId: string; restaurantId: string | null };
    'user.disabled': { userId: string; restaurantId?: string | null };
    'user.enabled': { userId: string; restaurantId?: string | null };
    /** The personal data of this account was erased. The same write disables it. */
    'user.erased': { userId: string };
  }
}
