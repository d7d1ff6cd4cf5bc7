import { type Type, inject } from '@angular/core';
import type { Route, Routes } from '@angular/router';
import { ChosenRestaurant } from '../../core/auth/chosen-restaurant.ts';
import { type NavPath, navItems, navItemsFor, needsOneRestaurant } from '../navigation/nav-items.ts';
import { Shell } from './shell.ts';

const isOffered = (path: NavPath): boolean =>
  navItemsFor(...inject(ChosenRestaurant).roles()).some((it) => it.path === path);

const to = (path: NavPath, loadComponent: () => Promise<Type<unknown>>): Route => {
  const place = navItems.find((it) => it.path === path);
  return {
    path,
    loadComponent,
    title: place?.title,
    data: { room: place?.room },
    canMatch: [() => isOffered(path) && !(needsOneRestaurant(path) && inject(ChosenRestaurant).isAll())],
  };
};

/** While all restaurants are chosen, these pages ask for one. */
const askForOne = navItems
  .filter(({ path }) => needsOneRestaurant(path))
  .map(({ path, title }): Route => ({
    path,
    title,
    data: { room: 'office', path },
    canMatch: [() => isOffered(path) && inject(ChosenRestaurant).isAll()],
    loadComponent: async () => (await import('../restaurants/pick-restaurant-page.ts')).PickRestaurantPage,
  }));

/** A page with unsaved changes asks first. It is gone already when the restaurant was switched. */
const mayLeave = (page: { mayLeave(): Promise<boolean> } | null) => page?.mayLeave() ?? true;

export const shellRoutes: Routes = [
  {
    path: '',
    component: Shell,
    children: [
      {
        path: '',
        pathMatch: 'full',
        redirectTo: () => `/${navItemsFor(...inject(ChosenRestaurant).roles())[0]?.path ?? 'sign-in'}`,
      },
      ...askForOne,
      to('orders', async () => (await import('../../features/orders/board/board-page.ts')).BoardPage),
      {
        ...to('orders', async () => (await import('../../features/orders/detail/order-page.ts')).OrderPage),
        path: 'orders/:id',
        title: 'order',
      },
      to('couriers', async () => (await import('../../features/couriers/couriers-page.ts')).CouriersPage),
      to('menu', async () => (await import('../../features/menu/menu-page.ts')).MenuPage),
      ...(['menu/new', 'menu/:itemId'] as const).map((path): Route => ({
        ...to('menu', async () => (await import('../../features/menu/dish-page.ts')).DishPage),
        path,
        canDeactivate: [mayLeave],
      })),
      to('offers', async () => (await import('../../features/offers/offers-page.ts')).OffersPage),
      to('reports', async () => (await import('../../features/reports/reports-page.ts')).ReportsPage),
      to('team', async () => (await import('../../features/team/team-page.ts')).TeamPage),
      to(
        'notifications',
        async () => (await import('../../features/notifications/notifications-page.ts')).NotificationsPage,
      ),
      {
        ...to(
          'settings',
          async () => (await import('../../features/settings/settings-page.ts')).SettingsPage,
        ),
        canDeactivate: [mayLeave],
      },
      to(
        'restaurants',
        async () => (await import('../../features/restaurants/restaurants-page.ts')).RestaurantsPage,
      ),
      ...(['restaurants/new', 'restaurants/:restaurantId/details'] as const).map((path): Route => ({
        ...to(
          'restaurants',
          async () => (await import('../../features/restaurants/edit-restaurant-page.ts')).EditRestaurantPage,
        ),
        path,
        canDeactivate: [mayLeave],
      })),
      {
        ...to(
          'restaurants',
          async () => (await import('../../features/restaurants/restaurant-page.ts')).RestaurantPage,
        ),
        path: 'restaurants/:restaurantId',
      },
      {
        ...to(
          'restaurants',
          async () => (await import('../../features/orders/detail/operator-order-page.ts')).OperatorOrderPage,
        ),
        path: 'restaurants/:restaurantId/orders/:id',
        title: 'order',
      },
      to('live', async () => (await import('../../features/operations/live-page.ts')).LivePage),
      to(
        'unanswered',
        async () =>
          (await import('../../features/operations/unanswered-orders-page.ts')).UnansweredOrdersPage,
      ),
      to(
        'announcements',
        async () => (await import('../../features/operations/announcements-page.ts')).AnnouncementsPage,
      ),
      to('access', async () => (await import('../../features/operations/access-page.ts')).AccessPage),
      to(
        'parked',
        async () => (await import('../../features/operations/parked-events-page.ts')).ParkedEventsPage,
      ),
      to('users', async () => (await import('../../features/accounts/accounts-page.ts')).AccountsPage),
      {
        ...to('users', async () => (await import('../../features/accounts/account-page.ts')).AccountPage),
        path: 'users/:userId',
      },
      to(
        'integrations',
        async () => (await import('../../features/integrations/integrations-page.ts')).IntegrationsPage,
      ),
      to('trail', async () => (await import('../../features/audit-log/audit-log-page.ts')).AuditLogPage),
      {
        path: '**',
        title: 'notFound',
        data: { room: 'office' },
        loadComponent: async () => (await import('./not-found-page.ts')).NotFoundPage,
      },
    ],
  },
];
