import { type Type, inject } from '@angular/core';
import type { Route, Routes } from '@angular/router';
import { Session } from '../auth/session.ts';
import { type PlacePath, places, placesFor } from './places.ts';
import { Shell } from './shell.ts';

const to = (path: PlacePath, loadComponent: () => Promise<Type<unknown>>): Route => {
  const place = places.find((it) => it.path === path);
  return {
    path,
    loadComponent,
    title: place?.title,
    data: { room: place?.room },
    canMatch: [
      () => {
        const user = inject(Session).user();
        return user !== undefined && placesFor(user.role).some((it) => it.path === path);
      },
    ],
  };
};

/** A page with something unsaved on it asks first. */
const mayLeave = (page: { mayLeave(): Promise<boolean> }) => page.mayLeave();

export const shellRoutes: Routes = [
  {
    path: '',
    component: Shell,
    children: [
      {
        path: '',
        pathMatch: 'full',
        redirectTo: () => {
          const user = inject(Session).user();
          return `/${(user && placesFor(user.role)[0]?.path) ?? 'sign-in'}`;
        },
      },
      to('orders', async () => (await import('../orders/board-page.ts')).BoardPage),
      {
        ...to('orders', async () => (await import('../order/order-page.ts')).OrderPage),
        path: 'orders/:id',
        title: 'order',
      },
      to('couriers', async () => (await import('../couriers/couriers-page.ts')).CouriersPage),
      to('menu', async () => (await import('../menu/menu-page.ts')).MenuPage),
      ...(['menu/new', 'menu/:itemId'] as const).map((path): Route => ({
        ...to('menu', async () => (await import('../menu/dish-page.ts')).DishPage),
        path,
        canDeactivate: [mayLeave],
      })),
      to('offers', async () => (await import('../offers/offers-page.ts')).OffersPage),
      to('reports', async () => (await import('../reports/reports-page.ts')).ReportsPage),
      to('team', async () => (await import('../team/team-page.ts')).TeamPage),
      to(
        'notifications',
        async () => (await import('../notifications/notifications-page.ts')).NotificationsPage,
      ),
      {
        ...to('settings', async () => (await import('../settings/settings-page.ts')).SettingsPage),
        canDeactivate: [mayLeave],
      },
      to('restaurants', async () => (await import('../restaurants/restaurants-page.ts')).RestaurantsPage),
      ...(['restaurants/new', 'restaurants/:restaurantId/details'] as const).map((path): Route => ({
        ...to('restaurants', async () => (await import('../details/details-page.ts')).DetailsPage),
        path,
        canDeactivate: [mayLeave],
      })),
      {
        ...to('restaurants', async () => (await import('../restaurants/restaurant-page.ts')).RestaurantPage),
        path: 'restaurants/:restaurantId',
      },
      {
        ...to('restaurants', async () => (await import('../restaurants/watched-order.ts')).WatchedOrder),
        path: 'restaurants/:restaurantId/orders/:id',
        title: 'order',
      },
      to('live', async () => (await import('../operations/live-page.ts')).LivePage),
      to('unanswered', async () => (await import('../operations/unanswered-page.ts')).UnansweredPage),
      to('access', async () => (await import('../operations/access-page.ts')).AccessPage),
      to('parked', async () => (await import('../operations/parked-page.ts')).ParkedPage),
      to('users', async () => (await import('../users/users-page.ts')).UsersPage),
      {
        ...to('users', async () => (await import('../users/user-page.ts')).UserPage),
        path: 'users/:userId',
      },
      to('trail', async () => (await import('../trail/trail-page.ts')).TrailPage),
      {
        path: '**',
        title: 'missing',
        data: { room: 'office' },
        loadComponent: async () => (await import('./missing-page.ts')).MissingPage,
      },
    ],
  },
];
