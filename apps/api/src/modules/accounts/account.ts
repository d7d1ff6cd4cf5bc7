import {
  type Language,
  type Membership,
  type Rights,
  type Role,
  type User,
  may,
  rightsFrom,
  staffRoleIn,
} from '@passline/contracts';
import type { AggregateFields } from '@passline/event-log';

/** What the codes of an account are checked against. */
export interface SecondFactor {
  /** The secret of the app, sealed with a key of the server. */
  sealed: string;
  /** The time step of the last code that was accepted, so that each code counts once. */
  lastStep: number;
  /** Hashes of the recovery codes that were not used. */
  recovery: string[];
  since: Date;
}

/** A secret that the app has, but that no code has confirmed yet. */
export interface SecondFactorSetup {
  sealed: string;
  until: Date;
}

/** A person of an identity provider. */
export interface Identity {
  issuer: string;
  /** Of the person at that issuer. It never changes and is never given to another person. */
  subject: string;
}

export interface Account extends AggregateFields {
  email: string;
  name: string;
  phone: string | null;
  /** Of staff: in their first restaurant, which is `restaurantId`. */
  role: Role;
  restaurantId: string | null;
  /** Where staff work besides their first restaurant; absent: nowhere. */
  furtherMemberships?: Membership[];
  disabled: boolean;
  /** Counts how often the user was signed out everywhere. Sessions opened at a lower count are over. */
  signOuts?: number;
  /** Null: a guest, who has no password. */
  passwordHash: string | null;
  /** Counts changes of the password, of the second factor, and ends of a link to the identity provider. Sessions opened at a lower count are over. */
  passwordChanges?: number;
  /** The session that made the last change, which stays live; null when another person set the password. */
  passwordChangedBy?: string | null;
  /** Of mails; absent: English. */
  language?: Language;
  /** Another person (owner or operator) set the current password. */
  passwordGiven?: boolean;
  /** A sign-in asks for a code too. */
  secondFactor?: SecondFactor | null;
  /** Begun, and not confirmed yet. */
  secondFactorSetup?: SecondFactorSetup | null;
  /** The person of the identity provider who can sign in. */
  identity?: (Identity & { since: Date }) | null;
  createdAt: Date;
  /** Only of guests: when the account was created, or last found in use. */
  guestSince?: Date | null;
  /** When the personal data was erased. The account stays, because orders and payments that must be kept refer to it. */
  erasedAt?: Date;
}

export const hasSecondFactor = ({ secondFactor }: Pick<Account, 'secondFactor'>): boolean => !!secondFactor;

export const isGuest = ({ guestSince }: Pick<Account, 'guestSince'>): boolean => guestSince instanceof Date;

/** The roles and restaurants of an account, as the access policy needs them. */
export const rightsOf = ({
  role,
  restaurantId,
  furtherMemberships,
}: Pick<Account, 'role' | 'restaurantId' | 'furtherMemberships'>): Rights =>
  rightsFrom(role, restaurantId, furtherMemberships);

/** By the account as it is stored now, for work that takes longer than the check of a request stays true. */
export const mayChangeTeam = (user: Account | null, restaurantId: string): boolean =>
  user !== null &&
  !user.disabled &&
  may({ kind: 'user', id: user._id, ...rightsOf(user) }, 'restaurant:team:change', { id: restaurantId });

export const accountView = (user: Account): User => ({
  id: user._id,
  email: isGuest(user) ? null : user.email,
  name: user.name,
  phone: user.phone,
  role: user.role,
  restaurantId: user.restaurantId,
  memberships: [...rightsOf(user).memberships],
  disabled: user.disabled,
  guest: isGuest(user),
  passwordGiven: user.passwordGiven ?? false,
  secondFactor: hasSecondFactor(user),
  identityLinked: !!user.identity,
  erased: user.erasedAt !== undefined,
  createdAt: user.createdAt.toISOString(),
});

/** The account as the owners of one of its restaurants see it: not where else this person works. */
export function memberView(user: Account, restaurantId: string): User {
  const role = staffRoleIn(rightsOf(user), restaurantId);
  if (role === null) return { ...accountView(user), memberships: [] };
  return { ...accountView(user), role, restaurantId, memberships: [{ restaurantId, role }] };
}
