import type { Membership, Rights, Role } from '@passline/contracts';

interface Position {
  role: Role;
  restaurantId: string | null;
}

declare module '@passline/event-log' {
  interface DomainEvents {
    'user.registered': Position & { userId: string; name: string };
    /** `rights`: all that the account has since then; absent in events of releases without further memberships. */
    'user.role_changed': { userId: string; from: Position; to: Position; rights?: Rights };
    /** The user works in one more restaurant. */
    'user.membership_added': Membership & { userId: string; rights: Rights };
    /** The user no longer works there, but still in another restaurant. */
    'user.membership_ended': Membership & { userId: string; rights: Rights };
    /** The same write ends all sessions of the user, except the one in which they changed their own password. */
    'user.password_changed': { userId: string; restaurantId: string | null };
    /** The same write ends all other sessions of the user. */
    'user.second_factor_on': { userId: string; restaurantId: string | null };
    'user.second_factor_off': { userId: string; restaurantId: string | null };
    /** Removed by another person. The same write ends all sessions of the user. */
    'user.second_factor_reset': { userId: string; restaurantId: string | null };
    /** The second step of a sign-in. `recoveryCodesLeft`: it was done with a recovery code. */
    'user.second_factor_used': { userId: string; restaurantId: string | null; recoveryCodesLeft?: number };
    /** From now on this person of the identity provider can sign in. */
    'user.identity_linked': { userId: string; restaurantId: string | null };
    /** The same write ends all sessions of the user. */
    'user.identity_unlinked': { userId: string; restaurantId: string | null };
    'user.signed_in_with_provider': { userId: string; restaurantId: string | null };
    'user.disabled': { userId: string; restaurantId?: string | null };
    'user.enabled': { userId: string; restaurantId?: string | null };
    /** The personal data of this account was erased. The same write disables it. */
    'user.erased': { userId: string };
  }
}
