import type { Page } from 'playwright-core';
import type { Account } from './console.ts';

export interface Screen {
  name: string;
  account: Account;
  path: string;
  /** Visible once the screen is loaded. */
  there: string;
  act?: (page: Page) => Promise<void>;
}

/** From the list to an item. */
async function toUser(page: Page, email: string): Promise<void> {
  await page.locator('pl-accounts-page a', { hasText: email }).first().click();
  await page.locator('pl-account-page pl-audit-log-list').waitFor();
}

/** The office pages with data. */
export const screens: readonly Screen[] = [
  { name: 'menu', account: 'owner', path: '/menu', there: 'pl-dish-row' },
  {
    name: 'arrange',
    account: 'owner',
    path: '/menu',
    there: 'pl-dish-row',
    act: (page) => page.getByRole('button', { name: 'Arrange' }).click(),
  },
  {
    name: 'dish',
    account: 'owner',
    path: '/menu/demo-trattoria-aurora-margherita',
    there: 'pl-dish-page form',
  },
  { name: 'team', account: 'owner', path: '/team', there: 'pl-team-page li' },
  {
    name: 'member',
    account: 'owner',
    path: '/team',
    there: 'pl-team-page li',
    act: (page) => page.getByRole('button', { name: 'Add team member' }).click(),
  },
  {
    name: 'notifications',
    account: 'owner',
    path: '/notifications',
    there: 'pl-notifications-page li',
  },
  { name: 'settings', account: 'owner', path: '/settings', there: 'pl-restaurant-settings section' },
  {
    name: 'password',
    account: 'owner',
    path: '/team',
    there: 'pl-team-page li',
    act: async (page) => {
      await page.getByRole('button', { name: /Appearance and sign out/ }).click();
      await page.getByRole('menuitem', { name: 'Change password' }).click();
    },
  },
  { name: 'restaurants', account: 'operator', path: '/restaurants', there: 'pl-restaurants-page li' },
  {
    name: 'restaurant',
    account: 'operator',
    path: '/restaurants/demo-trattoria-aurora',
    there: 'pl-restaurant-page li b',
  },
  {
    name: 'add-restaurant',
    account: 'operator',
    path: '/restaurants/new',
    there: 'pl-profile-fields',
    act: async (page) => {
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
    there: 'pl-profile-fields',
  },
  {
    name: 'live',
    account: 'operator',
    path: '/live',
    there: 'pl-live-page tbody td',
    act: (page) => page.waitForTimeout(6_000),
  },
  { name: 'unanswered', account: 'operator', path: '/unanswered', there: 'pl-unanswered-orders-page li' },
  {
    name: 'access',
    account: 'operator',
    path: '/access?user=kitchen@demo.passline.local&sees=restaurant:demo-sakura-kitchen',
    there: '.answer',
  },
  { name: 'parked', account: 'operator', path: '/parked', there: 'pl-parked-events-page pl-empty-state' },
  { name: 'users', account: 'operator', path: '/users', there: 'pl-accounts-page li' },
  {
    name: 'account',
    account: 'operator',
    path: '/users',
    there: 'pl-accounts-page li',
    act: (page) => page.getByRole('button', { name: 'Add account' }).click(),
  },
  {
    name: 'user',
    account: 'operator',
    path: '/users',
    there: 'pl-accounts-page li',
    act: (page) => toUser(page, 'customer@'),
  },
  {
    name: 'role',
    account: 'operator',
    path: '/users',
    there: 'pl-accounts-page li',
    act: async (page) => {
      await toUser(page, 'kitchen@');
      await page.getByRole('button', { name: 'Change role' }).click();
    },
  },
  {
    name: 'forgotten',
    account: 'operator',
    path: '/users',
    there: 'pl-accounts-page li',
    act: async (page) => {
      await toUser(page, 'kitchen@');
      await page.getByRole('button', { name: 'Reset password' }).click();
    },
  },
  { name: 'trail', account: 'operator', path: '/trail', there: 'pl-audit-log-list li' },
  { name: 'own-trail', account: 'owner', path: '/trail', there: 'pl-audit-log-list' },
];

/** Loading and failed states. */
export const states = ['loading', 'error'] as const;
