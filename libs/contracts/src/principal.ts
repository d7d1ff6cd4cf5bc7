import type { KeyScope } from './key-scopes.ts';
import type { Rights } from './memberships.ts';
import type { OrderStatus } from './transitions.ts';

/** The caller. The server resolves it; a client's own claim is never used. */
export type Principal =
  | ({ kind: 'user'; id: string } & Rights)
  /** A program with an API key; `restaurantId` null: for all restaurants. It acts for itself, not for a user. */
  | { kind: 'key'; id: string; restaurantId: string | null; scopes: readonly KeyScope[] }
  | { kind: 'tracking'; orderId: string }
  /** Without an account, on the page of one restaurant. */
  | { kind: 'visitor'; restaurantId: string }
  | { kind: 'anonymous' };

export const anonymous: Principal = { kind: 'anonymous' };

/** The facts of an order that decide who may do what with it. */
export interface OrderFacts {
  id: string;
  customerId: string;
  restaurantId: string;
  courierId: string | null;
  /** A driver of the restaurant delivers it, so no courier may accept it. */
  hasDriver?: boolean;
  status: OrderStatus;
  /** Couriers to whom the delivery is offered: they see its outline until one of them accepts it. */
  offeredTo?: readonly string[];
}
