import type { Page } from 'playwright-core';
import type { Account } from './console.ts';

export interface Screen {
  name: string;
  account: Account;
  path: string;
  /** Visible once the screen is loaded. */
  loadedSelector: string;
  prepare?: (page: Page) => Promise<void>;
}

/** Opens an account from the list. */
async function openUser(page: Page, email: string): Promise<void> {
  await page.locator('pl-accounts-page a', { hasText: email }).first().click();
  await page.locator('pl-account-page pl-audit-log-list').waitFor();
}

/** The back-office pages with data, for screenshots. */
export const screens: readonly Screen[] = [
  { name: 'menu', account: 'owner', path: '/menu', loadedSelector: 'pl-dish-row' },
  {
    name: 'arrange',
    account: 'owner',
    path: '/menu',
    loadedSelector: 'pl-dish-row',
    prepare: (page) => page.getByRole('button', { name: 'Arrange' }).click(),
  },
  {
    name: 'dish',
    account: 'owner',
    path: '/menu/demo-trattoria-aurora-margherita',
    loadedSelector: 'pl-dish-page form',
  },
  { name: 'team', account: 'owner', path: '/team', loadedSelector: 'pl-team-page li' },
  {
    name: 'member',
    account: 'owner',
    path: '/team',
    loadedSelector: 'pl-team-page li',
    prepare: (page) => page.getByRole('button', { name: 'Add team member' }).click(),
  },
  {
    name: 'notifications',
    account: 'owner',
    path: '/notifications',
    loadedSelector: 'pl-notifications-page li',
  },
  { name: 'settings', account: 'owner', path: '/settings', loadedSelector: 'pl-restaurant-settings section' },
  {
    name: 'password',
    account: 'owner',
    path: '/team',
    loadedSelector: 'pl-team-page li',
    prepare: async (page) => {
      await page.getByRole('button', { name: /Appearance and sign out/ }).click();
      await page.getByRole('menuitem', { name: 'Change password' }).click();
    },
  },
  {
    name: 'restaurants',
    account: 'operator',
    path: '/restaurants',
    loadedSelector: 'pl-restaurants-page li',
  },
  {
    name: 'restaurant',
    account: 'operator',
    path: '/restaurants/demo-trattoria-aurora',
    loadedSelector: 'pl-restaurant-page li b',
  },
  {
    name: 'add-restaurant',
    account: 'operator',
    path: '/restaurants/new',
    loadedSelector: 'pl-profile-fields',
    prepare: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Osteria del Porto');
      await page.getByLabel('Latitude').fill('53.5446');
      await page.getByLabel('Longitude').fill('9.9672');
      await page.getByRole('button', { name: 'Add restaurant' }).click();
      await page.locator('pl-location-preview').scrollIntoViewIfNeeded();
      await page.locator('pl-map .mark').waitFor();
    },
  },
  {
    name: 'details',
    account: 'operator',
    path: '/restaurants/demo-trattoria-aurora/details',
    loadedSelector: 'pl-profile-fields',
  },
  {
    name: 'live',
    account: 'operator',
    path: '/live',
    loadedSelector: 'pl-live-page tbody td',
    prepare: (page) => page.waitForTimeout(6_000),
  },
  {
    name: 'unanswered',
    account: 'operator',
    path: '/unanswered',
    loadedSelector: 'pl-unanswered-orders-page li',
  },
  {
    name: 'access',
    account: 'operator',
    path: '/access?user=kitchen@demo.passline.local&sees=restaurant:demo-sakura-kitchen',
    loadedSelector: '.answer',
  },
  {
    name: 'parked',
    account: 'operator',
    path: '/parked',
    loadedSelector: 'pl-parked-events-page pl-empty-state',
  },
  { name: 'users', account: 'operator', path: '/users', loadedSelector: 'pl-accounts-page li' },
  {
    name: 'account',
    account: 'operator',
    path: '/users',
    loadedSelector: 'pl-accounts-page li',
    prepare: (page) => page.getByRole('button', { name: 'Add account' }).click(),
  },
  {
    name: 'user',
    account: 'operator',
    path: '/users',
    loadedSelector: 'pl-accounts-page li',
    prepare: (page) => openUser(page, 'customer@'),
  },
  {
    name: 'role',
    account: 'operator',
    path: '/users',
    loadedSelector: 'pl-accounts-page li',
    prepare: async (page) => {
      await openUser(page, 'kitchen@');
      await page.getByRole('button', { name: 'Change role' }).click();
    },
  },
  {
    name: 'forgotten',
    account: 'operator',
    path: '/users',
    loadedSelector: 'pl-accounts-page li',
    prepare: async (page) => {
      await openUser(page, 'kitchen@');
      await page.getByRole('button', { name: 'Reset password' }).click();
    },
  },
  { name: 'integrations', account: 'owner', path: '/integrations', loadedSelector: 'pl-api-keys .none' },
  { name: 'trail', account: 'operator', path: '/trail', loadedSelector: 'pl-audit-log-list li' },
  { name: 'own-trail', account: 'owner', path: '/trail', loadedSelector: 'pl-audit-log-list' },
];

/** Loading and failed states. */
export const states = ['loading', 'error'] as const;
