import type { Routes } from '@angular/router';
import { BasketStore } from './shared/basket/basket-store.ts';
import { StorefrontStore } from './shared/storefront/storefront-store.ts';

export const routes: Routes = [
  {
    path: 'r/:slug',
    providers: [StorefrontStore, BasketStore],
    children: [
      {
        path: '',
        loadComponent: async () => (await import('./features/restaurant/restaurant-page.ts')).RestaurantPage,
      },
      {
        path: 'checkout',
        loadComponent: async () => (await import('./features/checkout/checkout-page.ts')).CheckoutPage,
      },
      {
        path: 'account',
        loadComponent: async () => (await import('./features/account/account-page.ts')).AccountPage,
      },
    ],
  },
  {
    path: 'track/:token',
    loadComponent: async () => (await import('./features/tracking/tracking-page.ts')).TrackingPage,
  },
  {
    path: 'password',
    loadComponent: async () => (await import('./features/password/password-page.ts')).PasswordPage,
  },
  {
    path: '**',
    loadComponent: async () => (await import('./features/missing/missing-page.ts')).MissingPage,
  },
];
