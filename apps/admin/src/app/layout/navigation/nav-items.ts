import type { Role } from '@passline/contracts';
import type { ThemeArea } from '../../core/theme/theme.ts';
import type { Messages } from '../../core/i18n/en.ts';
import type { IconName } from '@passline/web/ui/icon.ts';

interface NavItem {
  path: string;
  title: keyof Messages['titles'];
  icon: IconName;
  room: ThemeArea;
  roles: readonly Role[];
}

/** Pages by role, for the navigation and for the routes. The first is the role's start page. */
export const navItems = [
  { path: 'orders', title: 'orders', icon: 'ticket', room: 'pass', roles: ['owner', 'manager', 'kitchen'] },
  {
    path: 'couriers',
    title: 'couriers',
    icon: 'courier',
    room: 'office',
    roles: ['owner', 'manager', 'kitchen'],
  },
  { path: 'menu', title: 'menu', icon: 'menu', room: 'office', roles: ['owner', 'manager', 'kitchen'] },
  { path: 'offers', title: 'offers', icon: 'tag', room: 'office', roles: ['owner', 'manager'] },
  { path: 'reports', title: 'reports', icon: 'chart', room: 'office', roles: ['owner', 'manager'] },
  { path: 'team', title: 'team', icon: 'team', room: 'office', roles: ['owner', 'manager'] },
  {
    path: 'notifications',
    title: 'notifications',
    icon: 'inbox',
    room: 'office',
    roles: ['owner', 'manager', 'kitchen'],
  },
  {
    path: 'settings',
    title: 'settings',
    icon: 'dials',
    room: 'office',
    roles: ['owner', 'manager', 'kitchen'],
  },
  { path: 'restaurants', title: 'restaurants', icon: 'house', room: 'office', roles: ['operator'] },
  { path: 'live', title: 'live', icon: 'pulse', room: 'office', roles: ['operator'] },
  { path: 'unanswered', title: 'unanswered', icon: 'bell', room: 'office', roles: ['operator'] },
  { path: 'users', title: 'accounts', icon: 'people', room: 'office', roles: ['operator'] },
  {
    path: 'announcements',
    title: 'announcements',
    icon: 'announce',
    room: 'office',
    roles: ['operator'],
  },
  { path: 'access', title: 'access', icon: 'key', room: 'office', roles: ['operator'] },
  { path: 'parked', title: 'parked', icon: 'parked', room: 'office', roles: ['operator'] },
  {
    path: 'integrations',
    title: 'integrations',
    icon: 'link',
    room: 'office',
    roles: ['owner', 'operator'],
  },
  { path: 'trail', title: 'auditLog', icon: 'trail', room: 'office', roles: ['owner', 'operator'] },
] as const satisfies readonly NavItem[];

export type NavPath = (typeof navItems)[number]['path'];

/** Pages for every role that the user has in what is chosen. */
export const navItemsFor = (...roles: readonly Role[]): NavItem[] =>
  navItems.filter((place) => roles.some((role) => (place.roles as readonly Role[]).includes(role)));

/** Pages that show several restaurants at once. The others ask for one. */
const forSeveral: readonly NavPath[] = ['orders', 'notifications'];
export const needsOneRestaurant = (path: NavPath): boolean => !forSeveral.includes(path);
