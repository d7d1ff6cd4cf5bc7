import {
  type Membership,
  Refusal,
  type UpdateTeamMemberRequest,
  type UpdateUserRequest,
  isStaff,
  staffRoleIn,
} from '@passline/contracts';
import type { Decision, EventDraft } from '@passline/event-log';
import type { z } from 'zod';
import { type Account, rightsOf } from '../accounts/account.ts';
import { assertNoGuest } from '../accounts/guest-account.ts';
import { assertNotErased } from '../accounts/password-change.ts';
import { assertMayHaveSecondFactor } from '../accounts/second-factor.ts';

/** An operator changes the role, the first restaurant or both, or disables the account. */
export function changeOf(
  user: Account,
  wanted: z.output<typeof UpdateUserRequest>,
): Decision<Account> | null {
  assertNotErased(user);
  const from = { role: user.role, restaurantId: user.restaurantId };
  const to = positionOf(user, wanted);
  if (to.role !== from.role) {
    assertNoGuest(user, 'its role was not changed');
    assertMayHaveSecondFactor(user, to.role);
  }
  const before = user.furtherMemberships ?? [];
  const further = before.filter(({ restaurantId }) => isStaff(to.role) && restaurantId !== to.restaurantId);
  const rights = rightsOf({ ...to, furtherMemberships: further });
  const ended = before.filter(({ restaurantId }) => staffRoleIn(rights, restaurantId) === null);
  const events: EventDraft[] = [];
  if (to.role !== from.role || to.restaurantId !== from.restaurantId)
    events.push({ type: 'user.role_changed', data: { userId: user._id, from, to, rights } });
  for (const membership of ended)
    events.push({ type: 'user.membership_ended', data: { userId: user._id, ...membership, rights } });
  const access = accessOf(user, wanted.disabled, to.restaurantId);
  events.push(...access.events);
  if (events.length === 0) return null;
  return { change: { ...to, furtherMemberships: further, ...access.change }, events };
}

/** An owner changes the role in the team of this restaurant, or disables an account that has no other team. */
export function memberChangeOf(
  user: Account,
  team: string,
  wanted: z.output<typeof UpdateTeamMemberRequest>,
): Decision<Account> | null {
  assertNotErased(user);
  const { memberships } = rightsOf(user);
  const role = staffRoleIn({ memberships }, team);
  if (role === null) throw noSuchMember();
  if (wanted.disabled !== undefined) assertOnlyHere(user, 'End the membership instead');
  const access = accessOf(user, wanted.disabled, team);
  if (wanted.role === undefined || wanted.role === role)
    return access.events.length === 0 ? null : { change: access.change, events: access.events };
  const to = { restaurantId: team, role: wanted.role };
  const stored = storedAs(memberships.map((one) => (one.restaurantId === team ? to : one)));
  const from = { restaurantId: team, role };
  return {
    change: { ...stored, ...access.change },
    events: [
      { type: 'user.role_changed', data: { userId: user._id, from, to, rights: rightsOf(stored) } },
      ...access.events,
    ],
  };
}

/** The account stays with its other restaurants. Without another one it is disabled. */
export function membershipEnded(user: Account, team: string): Decision<Account> | null {
  const { memberships } = rightsOf(user);
  const role = staffRoleIn({ memberships }, team);
  if (role === null) throw noSuchMember();
  if (memberships.length === 1) return memberChangeOf(user, team, { disabled: true });
  const stored = storedAs(memberships.filter(({ restaurantId }) => restaurantId !== team));
  return {
    change: stored,
    events: [
      {
        type: 'user.membership_ended',
        data: { userId: user._id, restaurantId: team, role, rights: rightsOf(stored) },
      },
    ],
  };
}

function assertOnlyHere(user: Account, instead: string): void {
  if (rightsOf(user).memberships.length > 1)
    throw new Refusal(
      'conflict',
      `${user.name} also works in another restaurant, so this account is not yours alone to change. ${instead}, or ask an operator.`,
    );
}

/** What concerns the account as a whole, such as its password, is not for the owner of one of its restaurants. */
export function assertOnlyMember(user: Account, team: string, instead: string): void {
  if (staffRoleIn(rightsOf(user), team) === null) throw noSuchMember();
  assertOnlyHere(user, instead);
}

const noSuchMember = () => new Refusal('not_found', 'This team has no such member.');

function storedAs([first, ...furtherMemberships]: readonly Membership[]) {
  if (!first) throw new Error('staff without a restaurant');
  return { ...first, furtherMemberships };
}

function accessOf(user: Account, wanted: boolean | undefined, restaurantId: string | null) {
  const disabled = wanted ?? user.disabled;
  const events: EventDraft[] =
    disabled === user.disabled
      ? []
      : [{ type: disabled ? 'user.disabled' : 'user.enabled', data: { userId: user._id, restaurantId } }];
  const signOuts = (user.signOuts ?? 0) + (disabled && !user.disabled ? 1 : 0);
  return { change: { disabled, signOuts }, events };
}

/** Staff have a first restaurant, all other roles have none. */
function positionOf(user: Account, wanted: z.output<typeof UpdateUserRequest>) {
  const role = wanted.role ?? user.role;
  const staff = isStaff(role);
  const restaurantId =
    wanted.restaurantId ?? (staff && wanted.restaurantId === undefined ? user.restaurantId : null);
  if (staff === (restaurantId !== null)) return { role, restaurantId };
  const message = staff ? `is required for the role ${role}` : `must be absent or null for the role ${role}`;
  throw new Refusal('validation_failed', `restaurantId: ${message}`, {
    errors: [{ path: 'restaurantId', message }],
  });
}
