export const roles = ['customer', 'owner', 'manager', 'kitchen', 'courier', 'operator'] as const;
export type Role = (typeof roles)[number];

/** Staff belong to one restaurant or several; other roles belong to none. */
export const staffRoles = ['owner', 'manager', 'kitchen'] as const satisfies readonly Role[];
export type StaffRole = (typeof staffRoles)[number];
export const isStaff = (role: Role): role is StaffRole => (staffRoles as readonly Role[]).includes(role);
