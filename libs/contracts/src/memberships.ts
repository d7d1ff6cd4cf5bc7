import { type Role, type StaffRole, isStaff } from './roles.ts';

/** A staff role in one restaurant. A person may have another role in each of their restaurants. */
export interface Membership {
  restaurantId: string;
  role: StaffRole;
}

/** `role`: of staff, the one in their first restaurant. `memberships`: all of them, the first one first; only staff have any. */
export interface Rights {
  role: Role;
  memberships: readonly Membership[];
}

/** `further`: where staff work besides this restaurant. */
export const rightsFrom = (
  role: Role,
  restaurantId: string | null = null,
  further: readonly Membership[] = [],
): Rights => ({
  role,
  memberships: isStaff(role) && restaurantId !== null ? [{ restaurantId, role }, ...further] : [],
});

/** The role of staff in this restaurant; null: they do not work there. Every check of a restaurant's rights asks here. */
export const staffRoleIn = (
  { memberships }: Pick<Rights, 'memberships'>,
  restaurantId: string,
): StaffRole | null =>
  memberships.find((membership) => membership.restaurantId === restaurantId)?.role ?? null;

/** Every role that the user has somewhere, without doubles. */
export const rolesOf = ({ role, memberships }: Rights): Role[] => [
  ...new Set([role, ...memberships.map((membership) => membership.role)]),
];

export const restaurantsOf = ({ memberships }: Pick<Rights, 'memberships'>): string[] =>
  memberships.map(({ restaurantId }) => restaurantId);
